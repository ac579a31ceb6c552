package mediaworker.providers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies that the disk does not take at first: the folder of the file is missing. */
class BodyFileTest {

  private static final int PIECE = 8192;

  @TempDir Path folder;

  private static byte[] pieceOf(Random random) {
    byte[] piece = new byte[PIECE];
    random.nextBytes(piece);
    return piece;
  }

  @Test
  void what_was_held_is_written_in_its_order_when_the_disk_takes_it() throws Exception {
    Path file = folder.resolve("later/answer.body");
    Random random = new Random(7);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (BodyFile body = new BodyFile(file, DiskPatience.NONE)) {
      for (int i = 0; i < 40; i++) {
        if (i == 30) {
          Files.createDirectories(file.getParent());
          body.finish();
        }
        byte[] piece = pieceOf(random);
        int count = 1 + random.nextInt(PIECE);
        body.add(piece, count);
        all.write(piece, 0, count);
      }
      body.finish();
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(all.toByteArray());
  }

  @Test
  void nothing_of_what_was_in_the_file_is_left_behind_a_shorter_body() throws Exception {
    Path file = Files.write(folder.resolve("answer.body"), new byte[1000]);
    try (BodyFile body = new BodyFile(file, DiskPatience.NONE)) {
      body.add(new byte[] {1, 2, 3, 4}, 3);
      body.finish();
    }
    assertThat(Files.readAllBytes(file)).containsExactly(1, 2, 3);
  }

  @Test
  void a_held_body_is_in_memory_once_however_often_it_is_tried() throws Exception {
    Path file = folder.resolve("later/answer.body");
    int pieces = 4096;
    AtomicInteger tries = new AtomicInteger();
    DiskPatience patience =
        trouble -> {
          if (tries.incrementAndGet() == 20) {
            try {
              Files.createDirectories(file.getParent());
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    byte[] piece = pieceOf(new Random(7));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    try (BodyFile body = new BodyFile(file, patience)) {
      for (int i = 0; i < pieces; i++) {
        body.add(piece, PIECE);
      }
      body.finish();
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(tries).hasValue(20);
    assertThat(Files.size(file)).isEqualTo((long) pieces * PIECE);
    assertThat(allocated).isLessThan((long) pieces * PIECE * 5 / 4);
  }

  @Test
  void a_body_too_long_to_be_held_waits_for_the_disk_while_it_comes() throws Exception {
    byte[] piece = pieceOf(new Random(7));
    try (BodyFile body = new BodyFile(folder.resolve("later/answer.body"), DiskPatience.NONE)) {
      for (int i = 0; i < (64 << 20) / PIECE; i++) {
        body.add(piece, PIECE);
      }
      assertThatThrownBy(() -> body.add(piece, PIECE))
          .isInstanceOf(KeptAnswer.DiskException.class)
          .hasMessageContaining("could not be written to");
    }
  }
}
