package mediaworker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found of a job in the files of the log. */
class JobLogTest {

  private static final String TIME = "2026-05-04 12:00:01.123 INFO  ";

  @TempDir Path folder;

  private void write(String text) throws IOException {
    Files.writeString(
        folder.resolve("worker.log"), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private void rolled(String name, String text) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve(name)))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String line(long job, String text) {
    return TIME + "[job " + job + "] [Thread-main] " + text;
  }

  @Test
  void the_lines_of_one_job_have_the_traces_below_them() throws Exception {
    write(line(7, "Begun …\n") + line(71, "Other\n") + "\tat other\n");
    write(line(7, "Broke\n") + "\tat somewhere\n" + TIME + "[Thread-main] Idle\n");
    assertThat(new JobLog(folder, 7L).last(10))
        .containsExactly(line(7, "Begun …"), line(7, "Broke"), "\tat somewhere");
    assertThat(new JobLog(folder, 7L).last(2)).containsExactly(line(7, "Broke"), "\tat somewhere");
    assertThat(new JobLog(folder, null).last(1)).containsExactly(TIME + "[Thread-main] Idle");
  }

  @Test
  void the_story_of_a_job_begins_in_the_rolled_files_and_a_glance_has_the_newest_alone()
      throws Exception {
    rolled("worker.2026-05-03.9.log.gz", line(7, "first\n"));
    rolled("worker.2026-05-03.10.log.gz", line(7, "second\n") + line(8, "eight\n"));
    write(line(7, "third\n"));
    assertThat(new JobLog(folder, 7L).last(10))
        .containsExactly(line(7, "first"), line(7, "second"), line(7, "third"));
    assertThat(new JobLog(folder, 7L).glance(10)).containsExactly(line(7, "third"));
    assertThat(new JobLog(folder, 8L).glance(10)).containsExactly(line(8, "eight"));
    assertThat(new JobLog(folder, 9L).glance(10)).isEmpty();
  }

  /**
   * As while a file is compressed, or for as long as it is kept where its worker died over that.
   */
  @Test
  void what_is_being_compressed_is_read_from_what_it_is_made_from() throws Exception {
    Files.writeString(folder.resolve("worker.2026-05-03.9.log"), line(7, "first\n"));
    Files.write(folder.resolve("worker.2026-05-03.9.log.gz"), new byte[] {0x1f, (byte) 0x8b, 8});
    write(line(7, "last\n"));

    assertThat(new JobLog(folder, 7L).last(10)).containsExactly(line(7, "first"), line(7, "last"));
  }

  @Test
  void what_is_being_written_is_read_when_its_line_is_whole() throws Exception {
    JobLog log = new JobLog(folder, 7L);
    assertThat(log.more()).isEmpty();
    write(line(7, "one\n") + TIME + "[job 7] tw");
    assertThat(log.more()).containsExactly(line(7, "one"));
    write("o\n");
    assertThat(log.more()).containsExactly(TIME + "[job 7] two");

    Files.delete(folder.resolve("worker.log"));
    write(line(7, "n\n"));
    assertThat(log.more()).containsExactly(line(7, "n"));
  }

  @Test
  void the_logs_of_several_workers_are_read_as_one() throws Exception {
    String day = "2026-05-04 12:00:";
    Path second = folder.resolve("worker-2.log");
    rolled("worker-2.2026-05-03.0.log.gz", "2026-05-03 12:00:00.000 INFO  [job 7] zero\n");
    Files.writeString( // as a worker that was killed meanwhile leaves it
        folder.resolve("worker.2026-05-03.1.log"), "2026-05-03 13:00:00.000 INFO  [job 7] half\n");
    write(day + "01.000 INFO  [job 7] one\n\tat one\n" + day + "03.000 INFO  [job 7] three\n");
    Files.writeString(second, day + "02.000 INFO  [job 7] two\n\tat two\n");
    JobLog log = new JobLog(folder, 7L);
    assertThat(log.last(10))
        .extracting(line -> line.substring(line.lastIndexOf(' ') + 1))
        .containsExactly("zero", "half", "one", "one", "two", "two", "three");
    assertThat(new JobLog(folder, 7L).last(2)).last().asString().endsWith("three");
    assertThat(new JobLog(folder, 7L).glance(10)).hasSize(5);

    Files.writeString(second, day + "04.000 INFO  [job 7] four\n", StandardOpenOption.APPEND);
    assertThat(log.more()).singleElement().asString().endsWith("four");
  }
}
