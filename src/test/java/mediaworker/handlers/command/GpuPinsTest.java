package mediaworker.handlers.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mediaworker.handlers.command.Gpus.Gpu;
import mediaworker.process.ChildProcesses;
import mediaworker.process.JavaCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpuPinsTest {

  private static final Gpus TWO = new Gpus(List.of(new Gpu(0, 85), new Gpu(3, 85)));

  @TempDir Path folder;

  private GpuPins pins(Gpu... cards) {
    return new GpuPins(new Gpus(List.of(cards)), folder, 15, 5);
  }

  private static List<String> pinned(GpuPins pins, int jobs) {
    List<String> indexes = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      indexes.add(pins.pin().index());
    }
    return indexes;
  }

  @Test
  void no_card_takes_more_than_fits_into_its_memory() {
    GpuPins pins = pins(new Gpu(0, 25), new Gpu(1, 85), new Gpu(2, 8));

    assertThat(pinned(pins, 6)).containsExactly("0", "1", "1", "1", "1", "1");
    assertThat(pinned(pins, 1)).as("one too many").containsExactly("1");
  }

  @Test
  void cards_are_taken_in_turn_and_the_emptiest_first() {
    GpuPins pins = pins(new Gpu(0, 45), new Gpu(1, 45));
    GpuPins.Pin first = pins.pin();
    GpuPins.Pin second = pins.pin();
    assertThat(first.index() + second.index()).isEqualTo("01");

    second.close();
    assertThat(pinned(pins, 1)).containsExactly("1");
    first.close();
    assertThat(pinned(pins, 2)).containsExactly("0", "1");
  }

  @Test
  void a_card_that_is_too_small_is_used_where_there_is_no_other() {
    GpuPins pins = pins(new Gpu(0, 6), new Gpu(1, 12));

    assertThat(pinned(pins, 2)).containsExactly("1", "1");
    pins.resize(6, 0);
    assertThat(pinned(pins, 1)).containsExactly("0");
  }

  @Test
  void a_folder_that_cannot_be_made_keeps_nobody_from_a_card() throws Exception {
    Files.writeString(folder.resolve("file"), "");
    GpuPins pins = new GpuPins(TWO, folder.resolve("file/below"), 15, 5);

    assertThat(pinned(pins, 4)).containsExactly("0", "3", "0", "3");
  }

  @Test
  void another_worker_takes_another_card_until_the_first_has_died() throws Exception {
    Process other =
        ChildProcesses.start(
            new ProcessBuilder(JavaCommand.line(Holder.class, folder.toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD));
    try (BufferedReader said =
        new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(said.readLine()).isEqualTo("0");
      try (GpuPins.Pin mine = new GpuPins(TWO, folder, 15, 5).pin()) {
        assertThat(mine.index()).isEqualTo("3");
      }
    } finally {
      ChildProcesses.end(other);
    }
    try (GpuPins.Pin mine = new GpuPins(TWO, folder, 15, 5).pin()) {
      assertThat(mine.index()).isEqualTo("0");
    }
  }

  /** Holds a card until it is killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws IOException {
      System.out.println(new GpuPins(TWO, Path.of(arguments[0]), 15, 5).pin().index());
      System.in.read();
    }
  }
}
