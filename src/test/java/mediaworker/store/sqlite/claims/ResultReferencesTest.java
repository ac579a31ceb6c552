package mediaworker.store.sqlite.claims;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.Outcome;
import mediaworker.store.sqlite.needs.DependenciesFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Results of other jobs that inputs name. */
class ResultReferencesTest extends DependenciesFixture {

  @Test
  void a_second_attempt_keeps_what_the_first_one_used_of_needs_that_were_deleted()
      throws Exception {
    row(1, "", "");
    row(2, "status, result_data", "'completed', 'b.mp4'");
    String input =
        "{\"videos\": [\"x.mp4\", \"${job.1.outputs}\"], \"sound\": \"${job.2.result}\","
            + " \"clips\": [{\"video\": \"${job.1.result}\", \"in\": 1}], \"note\": \"of"
            + " ${job.1.result}\"}";
    row(3, "depends_on, input_data", "'[1, 2]', '" + input + "'");
    Claim first = claim().get(0);
    Ending two = end(first, new Outcome.Completed("a.mp4", "", List.of("a.mp4", "a2.mp4")));
    Claim third = round(10, two).claimed().get(0);
    table.run(
        "DELETE FROM jobs WHERE id = 1",
        "UPDATE jobs SET result_data = 'new.mp4' WHERE id = 2",
        "UPDATE jobs SET input_data = replace(input_data, '\"in\": 1', '\"in\": 2') WHERE id = 3");
    round(0, end(third, new Outcome.RetryAt(now.plusSeconds(5), "away")));

    Claim again = claim().get(0);

    String used =
        "{\"videos\":[\"x.mp4\",\"a.mp4\",\"a2.mp4\"],\"sound\":\"new.mp4\","
            + "\"clips\":[{\"video\":\"a.mp4\",\"in\":2}],\"note\":\"of a.mp4\"}";
    assertThat(again.job().inputData()).isEqualTo(used);
    assertThat(table.one("SELECT used_input FROM jobs WHERE id = 3")).isEqualTo(used);
    table.run("DELETE FROM jobs WHERE id = 2");
    round(0, end(again, new Outcome.RetryAt(now.plusSeconds(5), "away")));
    assertThat(claim().get(0).job().inputData()).as("the third attempt").isEqualTo(used);
  }

  /** A long one is cut where it is read, so it may be no JSON any more. */
  @Test
  void what_stands_beside_a_reference_stays_as_it_was_written() throws Exception {
    row(1, "status, result_data", "'completed', 'a.mp4'");
    String twice = "{\"v\": \"${job.1.result}\", \"prompt\": \"a\", \"prompt\": \"b\"}";
    row(2, "depends_on, input_data", "'[1]', '" + twice + "'");
    row(
        3,
        "depends_on, input_data",
        "'[1]', '\ufeff{\"v\": \"${job.1.result}\", \"n\": [0.12345678901234567890, 1.50]}'");

    assertThat(claim().stream().map(claim -> claim.job().inputData()).toList())
        .containsExactly(twice, "{\"v\":\"a.mp4\",\"n\":[0.12345678901234567890,1.50]}");
  }

  @Test
  void a_second_attempt_takes_nothing_from_a_used_input_that_cannot_be_read() throws Exception {
    row(1, "", "");
    row(2, "depends_on, input_data", "'[1]', '{\"video\": \"${job.1.result}\"}'");
    Claim second = round(10, done(claim().get(0), "a.mp4")).claimed().get(0);
    table.run(
        "UPDATE jobs SET result_data = 'new.mp4' WHERE id = 1",
        "UPDATE jobs SET used_input = '{\"video\": \"a.m' WHERE id = 2");
    round(0, end(second, new Outcome.RetryAt(now.plusSeconds(5), "away")));

    Claim third = claim().get(0);

    assertThat(third.job().inputData()).isEqualTo("{\"video\":\"new.mp4\"}");
    assertThat(table.one("SELECT used_input FROM jobs WHERE id = 2"))
        .isEqualTo("{\"video\":\"new.mp4\"}");
    table.run(
        "DELETE FROM jobs WHERE id = 1",
        "UPDATE jobs SET used_input = '{\"video\": \"a.m' WHERE id = 2");
    round(0, end(third, new Outcome.RetryAt(now.plusSeconds(5), "away")));
    assertThat(claim()).isEmpty();
    assertThat(told(2)).startsWith("failed: ${job.1.result} names no job:");
  }

  @Test
  void a_second_attempt_does_not_take_an_old_result_for_a_reference_that_never_was()
      throws Exception {
    row(1, "", "");
    row(2, "depends_on, input_data", "'[1]', '{\"video\": \"${job.1.result}\"}'");
    Claim second = round(10, done(claim().get(0), "a.mp4")).claimed().get(0);
    table.run("UPDATE jobs SET input_data = '{\"video\": \"${job.9.result}\"}' WHERE id = 2");
    round(0, end(second, new Outcome.RetryAt(now.plusSeconds(5), "away")));

    assertThat(claim()).isEmpty();
    assertThat(told(2)).startsWith("failed: ${job.9.result} names no job: there is none with");
  }

  @Test
  void a_second_attempt_of_an_input_without_references_forgets_what_the_first_one_used()
      throws Exception {
    row(1, "", "");
    row(2, "depends_on, input_data", "'[1]', '{\"video\": \"${job.1.result}\"}'");
    Claim second = round(10, done(claim().get(0), "a.mp4")).claimed().get(0);
    table.run("UPDATE jobs SET input_data = '{\"video\": \"mine.mp4\"}' WHERE id = 2");
    round(0, end(second, new Outcome.RetryAt(now.plusSeconds(5), "away")));

    assertThat(claim().get(0).job().inputData()).isEqualTo("{\"video\": \"mine.mp4\"}");
    assertThat(table.one("SELECT used_input FROM jobs WHERE id = 2")).isNull();
  }

  @Test
  void a_job_that_is_queued_again_by_a_person_asks_for_its_results_anew() throws Exception {
    row(1, "", "");
    row(2, "depends_on, input_data", "'[1]', '{\"video\": \"${job.1.result}\"}'");
    Claim second = round(10, done(claim().get(0), "a.mp4")).claimed().get(0);
    round(0, end(second, new Outcome.Failed("no")));
    table.run("DELETE FROM jobs WHERE id = 1", "UPDATE jobs SET status = 'queued' WHERE id = 2");

    assertThat(claim()).isEmpty();
    assertThat(told(2)).startsWith("failed: ${job.1.result} names no job: there is none with");
  }

  @Test
  void results_go_where_they_are_named() throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type, status, result_data, keyed_result_data, outputs) VALUES"
            + " (1, 'animation', 'completed', 'a \"b\".mp4', 'k.webm', NULL),"
            + " (2, 'image_generation', 'completed', 'x.png', NULL, '[\"x.png\", \"y.png\"]')");
    row(
        3,
        "input_data",
        "'{\"a\": \"${job.1.result}\", \"k\": \"${job.1.keyed_result}\", \"n\": 5, \"all\":"
            + " \"${job.2.outputs}\", \"second\": \"${job.2.output.1}\", \"list\": [\"first\","
            + " \"${job.2.outputs}\"], \"text\": \"from ${job.1.result} to ${job.2.result}\","
            + " \"deep\": {\"x\": [{\"y\": \"${job.2.result}\"}]}}'");

    assertThat(claim().get(0).job().inputData())
        .isEqualTo(
            "{\"a\":\"a \\\"b\\\".mp4\",\"k\":\"k.webm\",\"n\":5,\"all\":[\"x.png\",\"y.png\"],"
                + "\"second\":\"y.png\",\"list\":[\"first\",\"x.png\",\"y.png\"],\"text\":\"from a"
                + " \\\"b\\\".mp4 to x.png\",\"deep\":{\"x\":[{\"y\":\"x.png\"}]}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "${job.99.result}|there is none with the id 99",
        "${job.1.result}|job 1 is queued and has none. Name it in depends_on",
        "${job.2.output.7}|has no value",
        "${job.cut.result}|its parent has no step cut",
        "${job.1.size}|is no reference like",
      })
  void a_reference_that_names_nothing_fails_its_row(String text) throws Exception {
    String reference = text.substring(0, text.indexOf('|'));
    table.run(
        "INSERT INTO jobs (id, job_type, status, result_data, run_at) VALUES"
            + " (1, 'noop', 'queued', NULL, '2050-01-01 00:00:00'),"
            + " (2, 'noop', 'completed', 'x', NULL)");
    row(3, "input_data", "'{\"a\": \"" + reference + "\"}'");
    row(4, "depends_on", "'[3]'");

    assertThat(claim()).isEmpty();
    assertThat(told(3)).startsWith("failed: ").contains(text.substring(text.indexOf('|') + 1));
    assertThat(told(4)).startsWith("failed: Job 3 (noop), which this job needs, failed: ");
    assertThat(table.one("SELECT claim FROM jobs WHERE id = 3")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"${job.1.reslt}", "${job.1.output}", "${job.1", "${job.}"})
  void a_misspelt_reference_beside_a_right_one_fails_its_row(String wrong) throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type, status, result_data) VALUES (1, 'noop', 'completed',"
            + " 'x')");
    row(3, "input_data", "'{\"a\": \"of ${job.1.result} and " + wrong + "\"}'");

    assertThat(claim()).isEmpty();
    assertThat(told(3)).startsWith("failed: ").contains(wrong).contains("is no reference like");
  }

  @Test
  void two_dollar_signs_are_one_in_front_of_what_is_no_reference() throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type, status, result_data) VALUES (1, 'noop', 'completed',"
            + " 'x')");
    row(
        3,
        "input_data",
        "'{\"a\": \"$${job.1.result} $$${job.9} ${job.1.result}\", \"b\":"
            + " \"$${job.1.result}\"}'");

    assertThat(claim().get(0).job().inputData())
        .isEqualTo("{\"a\":\"${job.1.result} $${job.9} x\",\"b\":\"${job.1.result}\"}");
  }

  @Test
  void what_a_result_says_is_never_taken_for_a_reference() throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type, status, result_data) VALUES (1, 'noop', 'completed',"
            + " 'see ${job.2.result}'), (2, 'noop', 'completed', 'secret')");
    row(3, "input_data", "'{\"a\": \"${job.1.result}\"}'");
    Claim begun = claim().get(0);
    String used = "{\"a\":\"see ${job.2.result}\"}";
    assertThat(begun.job().inputData()).isEqualTo(used);
    Claim goesOn =
        round(1, end(begun, new Outcome.Waiting(null, Double.NaN, "fetches"))).claimed().get(0);

    assertThat(goesOn.job().inputData()).isEqualTo(used);
    assertThat(table.one("SELECT used_input FROM jobs WHERE id = 3")).isEqualTo(used);
  }
}
