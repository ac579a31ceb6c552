package mediaworker.providers.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import okhttp3.Headers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An answer of an earlier call in the folder in which that of the next one is kept. */
class KeptAnswerTest {

  /** What is kept free for a head, in bytes. */
  private static final int ROOM = 1 << 14;

  @TempDir Path folder;
  private KeptAnswer kept;

  @BeforeEach
  void anEarlierAnswerIsThere() throws Exception {
    kept = new KeptAnswer(folder);
    kept.prepare();
    write(400, "{\"message\": \"not so\"}");
    assertThat(kept.read()).get().extracting(Answer::status).isEqualTo(400);
  }

  private void write(int status, String json) throws Exception {
    kept.write(
        status,
        Headers.of("Content-Type", "application/json"),
        new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
        1 << 20,
        DiskPatience.NONE);
  }

  /** As a power cut does it where the names of files are not on the disk at once. */
  @Test
  void an_earlier_answer_that_comes_back_is_not_read_as_that_of_the_next_call() throws Exception {
    Path head = folder.resolve("answer.head");
    Path before = Files.createLink(folder.resolve("before"), head);
    kept.prepare();
    assertThat(head).doesNotExist();
    Files.move(before, head);

    assertThat(kept.isThere()).isFalse();
    assertThat(kept.read()).isEmpty();
    assertThat(kept.damaged()).as("nothing has come of the next call").isEmpty();
  }

  /** A worker that is killed just before the head gets its name. */
  @Test
  void an_answer_that_is_whole_but_for_the_name_of_its_head_is_read() throws Exception {
    kept.prepare();
    write(200, "{\"id\": \"t1\"}");
    Files.move(folder.resolve("answer.head"), folder.resolve("answer.head.part"));

    assertThat(new KeptAnswer(folder).isThere()).isTrue();
    Answer read = new KeptAnswer(folder).read().orElseThrow();
    assertThat(read.status()).isEqualTo(200);
    assertThat(read.header("Content-Type")).isEqualTo("application/json");
    assertThat(kept.damaged()).isEmpty();
  }

  /** A power cut where neither the end of the old name nor the new one was on the disk. */
  @Test
  void so_is_one_beside_an_earlier_head_that_has_come_back() throws Exception {
    Path head = folder.resolve("answer.head");
    Path before = Files.createLink(folder.resolve("before"), head);
    kept.prepare();
    write(200, "{\"id\": \"t1\"}");
    Files.move(head, folder.resolve("answer.head.part"));
    Files.move(before, head);

    assertThat(kept.isThere()).isTrue();
    assertThat(kept.read()).get().extracting(Answer::status).isEqualTo(200);
  }

  @Test
  void an_earlier_one_without_its_name_is_not_read_as_that_of_the_next_call() throws Exception {
    Files.move(folder.resolve("answer.head"), folder.resolve("answer.head.part"));
    kept.prepare();

    assertThat(kept.isThere()).isFalse();
    assertThat(kept.read()).isEmpty();
    assertThat(kept.damaged()).isEmpty();
  }

  /** A worker that is killed, or a power cut, before the end of its file is put behind a head. */
  @Test
  void an_answer_is_read_whose_head_has_its_room_behind_it() throws Exception {
    byte[] head = headOf("{\"id\": \"t1\"}");
    Files.write(folder.resolve("answer.head.part"), Arrays.copyOf(head, ROOM));

    assertThat(kept.isThere()).isTrue();
    Answer read = new KeptAnswer(folder).read().orElseThrow();
    assertThat(read.status()).isEqualTo(200);
    assertThat(read.headers()).isEqualTo(Headers.of("Content-Type", "application/json"));
    assertThat(read.text()).isEqualTo("{\"id\": \"t1\"}");
    assertThat(kept.damaged()).isEmpty();
  }

  /** Wherever its writer was killed, or whatever part of it has reached the disk. */
  @Test
  void no_part_of_a_head_is_taken_for_all_of_it() throws Exception {
    byte[] head = headOf("{}");
    for (int written = 0; written < head.length; written++) {
      byte[] part = Arrays.copyOf(head, written);
      Files.write(folder.resolve("answer.head.part"), Arrays.copyOf(part, ROOM));
      assertThat(kept.isThere()).as("%s bytes in its room", written).isFalse();
      if (written < head.length - 1) { // that is all of one of an earlier version
        Files.write(folder.resolve("answer.head.part"), part);
        assertThat(kept.isThere()).as("%s bytes", written).isFalse();
      }
      assertThat(kept.damaged()).isEmpty();
    }
  }

  /** Of the next answer, without its file. */
  private byte[] headOf(String json) throws Exception {
    kept.prepare();
    write(200, json);
    byte[] head = Files.readAllBytes(folder.resolve("answer.head"));
    Files.delete(folder.resolve("answer.head"));
    return head;
  }

  /** Which an earlier version of the worker has kept. */
  @Test
  void a_head_without_an_end_is_read() throws Exception {
    Files.writeString(folder.resolve("answer.head"), "202\nContent-Type: a\n");

    assertThat(kept.read()).get().extracting(Answer::status).isEqualTo(202);
    assertThat(kept.read()).get().extracting(Answer::headers).hasToString("Content-Type: a\n");
  }

  /** Whose writer was killed before it had its name. */
  @Test
  void so_is_one_without_its_name() throws Exception {
    Files.delete(folder.resolve("answer.head"));
    Files.writeString(folder.resolve("answer.head.part"), "202\nContent-Type: a\n");

    assertThat(kept.read()).get().extracting(Answer::status).isEqualTo(202);
    assertThat(kept.read()).get().extracting(Answer::headers).hasToString("Content-Type: a\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2",
        "200",
        "200\nContent-Type: a",
        "200\n",
        "200\nx: y\n\0\0",
        "none",
        "\0\0\n",
        "\n"
      })
  void half_a_head_is_none(String half) throws Exception {
    kept.prepare();
    Files.writeString(folder.resolve("answer.head.part"), half);

    assertThat(kept.isThere()).isFalse();
    assertThat(kept.read()).isEmpty();
  }

  @Test
  void the_next_answer_is_read_after_one_that_has_come_back() throws Exception {
    Path head = folder.resolve("answer.head");
    Path before = Files.createLink(folder.resolve("before"), head);
    kept.prepare();
    Files.move(before, head);
    kept.prepare();
    write(200, "{\"id\": \"t1\"}");

    assertThat(kept.read()).get().extracting(Answer::status).isEqualTo(200);
    assertThat(folder.resolve("answer.body")).hasContent("{\"id\": \"t1\"}");
  }
}
