package mediaworker.cli.steer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import mediaworker.cli.QueueCommandsFixture;
import mediaworker.cli.console.ExitCodes;
import org.junit.jupiter.api.Test;

/** Old rows and their files that are removed, and what is kept. */
class PruneCommandTest extends QueueCommandsFixture {

  @Test
  void prune_takes_old_rows_and_the_files_that_nobody_else_names() throws Exception {
    Path output = Files.createDirectories(folder.resolve("output"));
    for (String name : List.of("a.webm", "b.webm", "c.png", "shared.webm", "new.webm")) {
      Files.writeString(output.resolve(name), "12345");
    }
    Path outside = Files.writeString(folder.resolve("mine.mp4"), "12345");
    table.run(
        "INSERT INTO jobs (job_type, status, result_data, outputs, finished_at) VALUES"
            + " ('a', 'completed', 'output/a.webm', '[\"output/a.webm\", \"output/c.png\"]',"
            + " '2020-01-01 00:00:00'),"
            + " ('a', 'completed', '/output/b.webm', NULL, '2020-01-01 00:00:00'),"
            + " ('a', 'failed', 'mine.mp4', NULL, '2020-01-01 00:00:00'),"
            + " ('a', 'completed', 'output/shared.webm', NULL, '2020-01-01 00:00:00'),"
            + " ('a', 'completed', 'output/../mine.mp4', 'not json', '2020-01-01 00:00:00'),"
            + " ('a', 'completed', 'https://x/y.webm', NULL, '2020-01-01 00:00:00')",
        "INSERT INTO jobs (job_type, status, input_data) VALUES"
            + " ('b', 'queued', '{\"video\": \"output/shared.webm\"}')",
        "INSERT INTO jobs (job_type, status, result_data, finished_at) VALUES"
            + " ('a', 'completed', 'output/new.webm', datetime('now', 'localtime'))");

    assertThat(execute("prune", "--older-than", "30d")).isZero();
    String what = " 6 jobs that have ended before TIME, and 3 files (0.0 MB).";
    String stays = "1 file stays: another job names it.";
    assertThat(out())
        .containsExactly(
            "Would remove" + what, stays, "Nothing is removed yet: the same with --yes does it.");
    assertThat(table.one("SELECT count(*) FROM jobs")).isEqualTo("8");
    assertThat(output.resolve("a.webm")).exists();

    assertThat(execute("prune", "--older-than", "30d", "--yes")).isZero();
    assertThat(out()).containsExactly("Removed" + what, stays);
    assertThat(table.all("SELECT id FROM jobs")).containsExactly("7", "8");
    assertThat(output.resolve("a.webm")).doesNotExist();
    assertThat(output.resolve("b.webm")).doesNotExist();
    assertThat(output.resolve("c.png")).doesNotExist();
    assertThat(output.resolve("shared.webm")).exists();
    assertThat(output.resolve("new.webm")).exists();
    assertThat(outside).exists();
    assertThat(execute("prune", "--older-than", "30d", "--json")).isZero();
    assertThat(json().get("jobs").asInt()).isZero();
    assertThat(execute("prune", "--older-than", "30d")).isZero();
    assertThat(out()).containsExactly("Nothing to remove: no such job ended before TIME.");
    assertThat(execute("prune", "--older-than", "1d", "--status", "queued")).isEqualTo(2);
    assertThat(err().get(0))
        .isEqualTo("--status: \"queued\" is not one of completed, failed, cancelled, skipped.");
  }

  @Test
  void prune_counts_a_file_once_however_many_batches_name_it() throws Exception {
    Path output = Files.createDirectories(folder.resolve("output"));
    for (String name : List.of("both.webm", "needed.webm")) {
      Files.writeString(output.resolve(name), "12345");
    }
    String old = "'2020-01-01 00:00:00'";
    table.run(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1001) INSERT INTO"
            + " jobs (id, job_type, status, result_data, finished_at) SELECT i, 'a', 'completed',"
            + " CASE WHEN i IN (1, 501) THEN 'output/both.webm' WHEN i IN (2, 1001) THEN"
            + " 'output/needed.webm' END, "
            + old
            + " FROM n",
        "INSERT INTO jobs (job_type, status, input_data) VALUES"
            + " ('b', 'queued', '{\"video\": \"/output/needed.webm\"}')");

    String what = " 1001 jobs that have ended before TIME, and 1 file (0.0 MB).";
    String stays = "1 file stays: another job names it.";
    assertThat(execute("prune", "--older-than", "30d")).isZero();
    assertThat(out())
        .containsExactly(
            "Would remove" + what, stays, "Nothing is removed yet: the same with --yes does it.");
    assertThat(execute("prune", "--older-than", "30d", "--yes")).isZero();
    assertThat(out()).containsExactly("Removed" + what, stays);
    assertThat(output.resolve("both.webm")).doesNotExist();
    assertThat(output.resolve("needed.webm")).exists();
  }

  @Test
  void prune_that_ends_early_leaves_no_file_of_a_row_that_is_gone() throws Exception {
    Path output = Files.createDirectories(folder.resolve("output"));
    for (int id : List.of(1, 500, 501, 1000, 1001, 1500, 1600)) {
      Files.writeString(output.resolve(id + ".webm"), "12345");
    }
    table.run(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1600) INSERT INTO"
            + " jobs (id, job_type, status, result_data, finished_at) SELECT i, 'a', 'completed',"
            + " 'output/' || i || '.webm', '2020-01-01 00:00:00' FROM n",
        "CREATE TRIGGER stop BEFORE DELETE ON jobs WHEN old.id = 1500"
            + " BEGIN SELECT RAISE(ABORT, 'not this one'); END");

    assertThat(execute("prune", "--older-than", "30d", "--yes")).isEqualTo(ExitCodes.DATABASE);
    assertThat(err()).singleElement().asString().contains("not this one");
    assertThat(table.one("SELECT min(id) || ' ' || count(*) FROM jobs")).isEqualTo("1001 600");
    try (Stream<Path> left = Files.list(output)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("1001.webm", "1500.webm", "1600.webm");
    }
  }

  @Test
  void prune_keeps_files_that_rows_name_in_dials_or_use_and_takes_the_extra_ones()
      throws Exception {
    Path disk = Files.createDirectories(folder.resolve("disk"));
    Files.createSymbolicLink(folder.resolve("output"), disk);
    for (String name : List.of("matte.png", "used.mp4", "linked.mp4", "extra.gif", "a.webm")) {
      Files.writeString(disk.resolve(name), "12345");
    }
    String old = ", '2020-01-01 00:00:00')";
    table.run(
        "INSERT INTO jobs (job_type, status, result_data, findings, finished_at) VALUES"
            + " ('a', 'completed', 'output/matte.png', NULL"
            + old
            + ", ('a', 'completed', 'output/used.mp4', NULL"
            + old
            + ", ('a', 'completed', 'output/linked.mp4', NULL"
            + old
            + ", ('a', 'completed', 'output/a.webm', '{\"extra_files\": [\"output/extra.gif\"]}'"
            + old,
        "INSERT INTO jobs (job_type, status, keying_settings) VALUES"
            + " ('a', 'keying_queued', '{\"hold_out\": {\"matte\": \"output/matte.png\"}}')",
        "INSERT INTO jobs (job_type, status, used_input) VALUES"
            + " ('a', 'queued', '{\"video\": \"output/used.mp4\"}')",
        "INSERT INTO jobs (job_type, status, input_data) VALUES"
            + " ('a', 'queued', '{\"video\": \"/output/linked.mp4\"}')");

    assertThat(execute("prune", "--older-than", "30d", "--yes")).isZero();
    assertThat(disk)
        .isDirectoryContaining("glob:**/matte.png")
        .isDirectoryContaining("glob:**/used.mp4")
        .isDirectoryContaining("glob:**/linked.mp4")
        .isDirectoryNotContaining("glob:**/a.webm")
        .isDirectoryNotContaining("glob:**/extra.gif");
  }

  @Test
  void prune_keeps_files_that_rows_name_as_browsers_and_windows_write_them() throws Exception {
    Path output = Files.createDirectories(folder.resolve("output/set"));
    List<String> names = List.of("a.mp4", "b.mp4", "c.mp4", "d.mp4", "e.mp4", "gone.mp4");
    for (String name : names) {
      Files.writeString(output.resolve(name), "12345");
      table.run(
          "INSERT INTO jobs (job_type, status, result_data, finished_at) VALUES ('a', 'completed',"
              + " 'output/set/"
              + name
              + "', '2020-01-01 00:00:00')");
    }
    for (String spelling :
        List.of(
            "output/set/a.mp4?v=123",
            "output\\\\set\\\\b.mp4",
            "/output//set/c.mp4?v=1",
            "output/../output/set/d.mp4",
            " output/set/e.mp4 ",
            "https://example.com/output/set/gone.mp4",
            "elsewhere/gone.mp4")) {
      table.run(
          "INSERT INTO jobs (job_type, status, input_data) VALUES ('b', 'queued', '{\"video\": \""
              + spelling
              + "\"}')");
    }

    assertThat(execute("prune", "--older-than", "30d", "--yes")).isZero();
    for (String name : names.subList(0, 5)) {
      assertThat(output.resolve(name)).exists();
    }
    assertThat(output.resolve("gone.mp4")).doesNotExist();
  }

  @Test
  void prune_leaves_what_others_still_need() throws Exception {
    String old = ", '2020-01-01 00:00:00')";
    table.run(
        "INSERT INTO jobs (id, job_type, status, parent_job_id, finished_at) VALUES"
            + " (1, 'part', 'completed', 10"
            + old
            + ", (2, 'needed', 'completed', NULL"
            + old
            + ", (3, 'unseen', 'completed', NULL"
            + old
            + ", (4, 'named', 'completed', NULL"
            + old
            + ", (5, 'part', 'completed', 11"
            + old
            + ", (44, 'other', 'completed', NULL"
            + old,
        "INSERT INTO jobs (id, job_type, status) VALUES (10, 'pipeline', 'waiting_for_children')",
        "INSERT INTO jobs (id, job_type, status, finished_at) VALUES (11, 'pipeline', 'failed'"
            + old,
        "INSERT INTO jobs (id, job_type, status, depends_on) VALUES (12, 'a', 'waiting_for_jobs',"
            + " '[2]'), (13, 'a', 'queued', '[ \"3\", 9]')",
        "INSERT INTO job_needs (job_id, needs_id, met) VALUES (12, 2, 1)",
        "INSERT INTO jobs (id, job_type, status, input_data) VALUES (14, 'a', 'queued',"
            + " '{\"video\": \"${job.4.result}\"}')");

    assertThat(execute("prune", "--older-than", "30d", "--yes")).isZero();
    assertThat(out())
        .containsExactly(
            "Removed 3 jobs that have ended before TIME, and 0 files (0.0 MB).",
            "4 jobs stay: others that are not over need them or have them as parts.");
    assertThat(table.all("SELECT id FROM jobs WHERE finished_at IS NOT NULL"))
        .containsExactly("1", "2", "3", "4");
  }
}
