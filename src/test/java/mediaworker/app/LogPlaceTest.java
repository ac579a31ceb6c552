package mediaworker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogPlaceTest {

  @TempDir Path folder;

  @Test
  void each_of_several_workers_has_log_files_of_its_own_and_leaves_them_to_later_ones()
      throws Exception {
    try (LogPlace first = LogPlace.take(folder)) {
      assertThat(first.name().file()).isEqualTo("worker.log");
      try (LogPlace second = LogPlace.take(folder)) {
        assertThat(second.name().file()).isEqualTo("worker-2.log");
        assertThat(second.name().rolledPattern()).startsWith("worker-2.%d");
      }
    }
    try (LogPlace next = LogPlace.take(folder)) {
      assertThat(next.name().file()).isEqualTo("worker.log");
    }
  }
}
