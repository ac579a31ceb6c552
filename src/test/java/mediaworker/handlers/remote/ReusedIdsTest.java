package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** New rows under the id of one that has paid calls. */
class ReusedIdsTest extends PaidJobsFixture {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM jobs WHERE id = 1;INSERT INTO jobs (id, job_type, input_data) VALUES",
        "INSERT OR REPLACE INTO jobs (id, job_type, input_data) VALUES"
      })
  void a_new_row_under_an_old_id_has_none_of_its_calls(String replacing) throws Exception {
    startWithTaskUnderWay();
    studio.stop();
    succeed("t2");
    replace(replacing);
    start();
    studio.awaitStatus(1, "completed");

    assertThat(creates).hasSize(2);
    assertThat(creates.get(1)).contains("a cat");
    studio.await("SELECT state FROM paid_calls WHERE task_id = 't1'", "cancelled");
    assertThat(deletes).containsExactly("t1");
  }

  @Test
  void nor_has_it_what_was_made_for_the_old_one() throws Exception {
    startWithTaskUnderWay();
    studio.stop();
    studio.table.run(
        "UPDATE paid_calls SET state = 'succeeded', outputs = '[{\"url\": \"http://x.invalid/fox\"}]'");
    succeed("t2");
    replace("DELETE FROM jobs WHERE id = 1;INSERT INTO jobs (id, job_type, input_data) VALUES");
    start();
    studio.awaitStatus(1, "completed");
    assertThat(creates).hasSize(2);
  }

  private void replace(String statements) throws Exception {
    String row = " (1, 'image_generation', '{\"prompt\": \"a cat\", \"provider\": \"kling\"}')";
    studio.table.run("BEGIN");
    for (String statement : (statements + row).split(";", -1)) {
      studio.table.run(statement);
    }
    studio.table.run("COMMIT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT OR REPLACE INTO jobs SELECT * FROM jobs",
        "CREATE TABLE kept AS SELECT * FROM jobs;DELETE FROM jobs;INSERT INTO jobs SELECT * FROM kept"
      })
  void a_row_that_is_put_back_as_it_was_keeps_its_call(String replacing) throws Exception {
    long id = startWithTaskUnderWay();
    studio.stop();
    studio.table.run("UPDATE jobs SET attempts = 0"); // as after a call that was put off
    for (String statement : replacing.split(";", -1)) {
      studio.table.run(statement);
    }
    succeed("t1");
    start();
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
  }

  @Test
  void a_row_that_is_only_changed_by_its_insert_keeps_its_call() throws Exception {
    long id = startWithTaskUnderWay();
    studio.table.run(
        "INSERT INTO jobs (id, job_type) VALUES (1, 'image_generation')"
            + " ON CONFLICT (id) DO UPDATE SET priority = 7",
        "INSERT OR IGNORE INTO jobs (id, job_type) VALUES (1, 'image_generation')");
    succeed("t1");
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
  }
}
