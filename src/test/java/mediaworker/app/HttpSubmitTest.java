package mediaworker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import mediaworker.http.RawHttp;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Jobs and pipelines that are queued over HTTP. */
class HttpSubmitTest extends HttpApiFixture {

  @Test
  void a_pipeline_file_is_queued_whole_or_not_at_all() throws Exception {
    JsonNode queued =
        studio.json(
            202,
            "POST /api/pipelines",
            "{\"pipeline\": \"parameters: {length: }\\nsteps:\\n- {name: one, job: noop, input:"
                + " {seconds: '${length}'}}\\n- {name: two, job: noop, needs: one}\\n\","
                + " \"parameters\": {\"length\": 0}, \"reuse\": true}");
    long id = queued.path("job_id").asLong();
    assertThat(queued.path("steps").asInt()).isEqualTo(2);
    becomes(id, "completed");
    assertThat(
            studio.table.all(
                "SELECT step, reuse, status, input_data FROM jobs WHERE parent_job_id = "
                    + id
                    + " ORDER BY id"))
        .containsExactly("one|1|completed|{\"seconds\":0}", "two|1|completed|{}");

    String before = studio.table.one("SELECT count(*) FROM jobs");
    assertThat(
            studio
                .json(
                    400,
                    "POST /api/pipelines",
                    "{\"pipeline\": {\"steps\": [{\"name\": \"a\", \"job\": \"nothing\"}]}}")
                .path("detail")
                .asString())
        .startsWith("Step a: ");
    String many = "1, ".repeat(500) + "1";
    assertThat(
            studio
                .json(
                    429,
                    "POST /api/pipelines",
                    "{\"pipeline\": {\"steps\": [{\"name\": \"a\", \"job\": \"noop\", \"for_each\":"
                        + " ["
                        + many
                        + "]}]}}")
                .path("detail")
                .asString())
        .contains("501 more would come, and max-queue-size is 500");
    assertThat(studio.table.one("SELECT count(*) FROM jobs")).isEqualTo(before);
  }

  @Test
  void parameters_of_a_pipeline_keep_their_types() throws Exception {
    for (String text : List.of("Take: 1", "- fox", "1.10", "1e3", "true")) {
      JsonNode queued =
          studio.json(
              202,
              "POST /api/pipelines",
              "{\"pipeline\": \"parameters: {title: , words: , length: }\\nsteps:\\n- {name: one,"
                  + " job: noop, input: {seconds: '${length}', a: '${title}', b: 'film ${title}!',"
                  + " c: '${words}'}}\\n\", \"parameters\": {\"length\": 0, \"title\": \""
                  + text
                  + "\", \"words\": [\"1.10\"]}}");
      assertThat(
              studio.table.all(
                  "SELECT input_data FROM jobs WHERE parent_job_id = "
                      + queued.path("job_id").asLong()))
          .containsExactly(
              "{\"seconds\":0,\"a\":\""
                  + text
                  + "\",\"b\":\"film "
                  + text
                  + "!\",\"c\":[\"1.10\"]}");
    }
  }

  @Test
  void a_pipeline_takes_the_fields_of_a_job() throws Exception {
    String body =
        "{\"pipeline\": {\"priority\": 2, \"steps\": [{\"name\": \"a\", \"job\": \"noop\"}]},"
            + " \"prompt\": \"a note\", \"priority\": 3, \"run_at\": \"2999-01-01T00:00:00Z\","
            + " \"max_attempts\": 5, \"unique_key\": \"one-pipeline\","
            + " \"callback_url\": \"https://a.example/x\"}";
    JsonNode queued = studio.json(202, "POST /api/pipelines", body);
    assertThat(queued.path("existing").asBoolean()).isFalse();
    long id = queued.path("job_id").asLong();
    assertThat(
            studio.table.all(
                "SELECT prompt, priority, substr(run_at, 1, 4), max_attempts, COALESCE(unique_key,"
                    + " '-'), COALESCE(callback_url, '-') FROM jobs WHERE id = "
                    + id
                    + " OR parent_job_id = "
                    + id
                    + " ORDER BY id"))
        .containsExactly("a note|3|2999|5|one-pipeline|https://a.example/x", "null|3|2999|5|-|-");

    JsonNode again = studio.json(200, "POST /api/pipelines", body);
    assertThat(again.path("job_id").asLong()).isEqualTo(id);
    assertThat(again.path("existing").asBoolean()).isTrue();
    assertThat(again.path("steps").asInt()).isZero();
    assertThat(
            studio
                .json(400, "POST /api/pipelines", body.replace("2999-01-01T00:00:00Z", "soon"))
                .path("detail")
                .asString())
        .contains("\"run_at\" must be a time");
    String orphan =
        "{\"pipeline\": {\"steps\": [{\"name\": \"a\", \"job\": \"noop\"}]},"
            + " \"parent_job_id\": 987654}";
    assertThat(studio.json(400, "POST /api/pipelines", orphan).path("detail").asString())
        .isEqualTo("Nothing was queued: it would be a part of job 987654, which is not there.");
  }

  @Test
  void a_job_is_queued_with_all_its_fields() throws Exception {
    JsonNode job =
        studio.json(
            202,
            "POST /api/jobs",
            "{\"job_type\": \"noop\", \"input_data\": {\"seconds\": 0}, \"prompt\": \"a note\","
                + " \"priority\": 3, \"run_at\": \"2999-01-01T00:00:00Z\", \"max_attempts\": 5,"
                + " \"unique_key\": \"only-once\", \"callback_url\": \"https://a.example/x\"}");

    assertThat(job.path("status").asString()).isEqualTo("queued");
    assertThat(job.path("run_at").asString()).isEqualTo("2999-01-01T00:00:00Z");
    assertThat(job.path("existing").asBoolean()).isFalse();
    long id = job.path("job_id").asLong();
    assertThat(
            studio.table.one(
                "SELECT job_type || prompt || priority || max_attempts || unique_key ||"
                    + " callback_url FROM jobs WHERE id = "
                    + id))
        .isEqualTo("noopa note35only-oncehttps://a.example/x");

    JsonNode again =
        studio.json(
            200, "POST /api/jobs", "{\"job_type\": \"noop\", \"unique_key\": \"only-once\"}");
    assertThat(again.path("job_id").asLong()).isEqualTo(id);
    assertThat(again.path("existing").asBoolean()).isTrue();
  }

  @Test
  void what_a_job_type_does_not_know_of_a_job_or_step_is_remarked_upon() throws Exception {
    String remark = "Not known and left aside: \"secnods\" (is seconds meant?).";
    String later = ", \"run_at\": \"2999-01-01T00:00:00Z\"}";
    JsonNode job =
        studio.json(
            202,
            "POST /api/jobs",
            "{\"job_type\": \"noop\", \"input_data\": {\"secnods\": 0}" + later);
    assertThat(job.path("remarks")).extracting(JsonNode::asString).containsExactly(remark);
    assertThat(studio.get("/api/jobs/" + job.path("job_id").asLong()).path("remarks"))
        .extracting(JsonNode::asString)
        .containsExactly(remark);

    JsonNode pipeline =
        studio.json(
            202,
            "POST /api/pipelines",
            "{\"pipeline\": {\"steps\": [{\"name\": \"a\", \"job\": \"noop\", \"input\":"
                + " {\"secnods\": 0}}]}"
                + later);
    assertThat(pipeline.path("remarks"))
        .extracting(JsonNode::asString)
        .containsExactly("Step a: " + remark);

    assertThat(
            studio
                .json(
                    400,
                    "POST /api/jobs",
                    "{\"job_type\": \"noop\", \"input_data\": {\"secnods\": 0, \"seconds\": -1}}")
                .path("detail")
                .asString())
        .contains("\"seconds\" is -1 but")
        .endsWith(" Not known and left aside: \"secnods\".");
    assertThat(
            studio.json(202, "POST /api/jobs", "{\"job_type\": \"noop\"" + later).path("remarks"))
        .isEmpty();
  }

  @Test
  void a_jobs_story_tells_what_became_of_its_notices() throws Exception {
    long id = queued("{\"job_type\": \"noop\", \"run_at\": \"2999-01-01T00:00:00Z\"}");
    studio.table.run(
        "INSERT INTO webhooks (job_id, job_type, event, state, attempts, http_status, message,"
            + " created_at, settled_at) VALUES ("
            + id
            + ", 'noop', 'failed', 'given_up', 1, 410, 'It answered with status 410',"
            + " strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime'),"
            + " strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime'))");

    JsonNode notice = studio.get("/api/jobs/" + id).path("notices").path(0);
    assertThat(notice.path("event").asString()).isEqualTo("failed");
    assertThat(notice.path("state").asString()).isEqualTo("given_up");
    assertThat(notice.path("attempts").asInt()).isEqualTo(1);
    assertThat(notice.path("http_status").asInt()).isEqualTo(410);
    assertThat(notice.path("next_at").isNull()).isTrue();
  }

  @Test
  void a_jobs_story_has_its_last_notices_and_tells_how_many_there_were_before() throws Exception {
    long id = queued("{\"job_type\": \"noop\", \"run_at\": \"2999-01-01T00:00:00Z\"}");
    studio.table.run(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250) INSERT INTO"
            + " webhooks (job_id, job_type, event, state, created_at) SELECT "
            + id
            + ", 'noop', 'e' || i, 'delivered', '2026-05-04 12:00:00' FROM n");

    JsonNode story = studio.get("/api/jobs/" + id);
    assertThat(story.path("notices").size()).isEqualTo(100);
    assertThat(story.path("notices").path(99).path("event").asString()).isEqualTo("e250");
    assertThat(story.path("earlier_notices").asInt()).isEqualTo(150);
  }

  @Test
  void a_jobs_story_has_the_last_of_its_history_and_all_of_it_where_that_is_asked_for()
      throws Exception {
    long id = queued("{\"job_type\": \"noop\", \"run_at\": \"2999-01-01T00:00:00Z\"}");
    studio.table.run(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250) INSERT INTO"
            + " job_events (job_id, at, what, message) SELECT "
            + id
            + ", '2026-05-04 12:00:00', 'again', 'e' || i FROM n");

    JsonNode story = studio.get("/api/jobs/" + id);
    assertThat(story.path("timeline").size()).as("with when it was queued").isEqualTo(101);
    assertThat(story.path("timeline").path(1).path("message").asString()).isEqualTo("e151");
    assertThat(story.path("earlier_history").asInt()).isEqualTo(150);

    JsonNode whole = studio.get("/api/jobs/" + id + "?history=all");
    assertThat(whole.path("timeline").size()).isEqualTo(251);
    assertThat(whole.path("earlier_history").asInt(-1)).isZero();
  }

  @Test
  void a_job_waits_for_others_and_its_story_tells_for_which() throws Exception {
    long first = queued("{\"job_type\": \"noop\", \"run_at\": \"2999-01-01T00:00:00Z\"}");
    long next =
        queued(
            "{\"job_type\": \"noop\", \"depends_on\": ["
                + first
                + "], \"on_need_failed\": \"run_anyway\"}");
    becomes(next, "waiting_for_jobs");

    JsonNode story = studio.get("/api/jobs/" + next);
    assertThat(story.path("depends_on").toString()).isEqualTo("[" + first + "]");
    assertThat(story.path("on_need_failed").asString()).isEqualTo("run_anyway");
    assertThat(story.path("open_needs").toString())
        .isEqualTo("[{\"job_id\":" + first + ",\"status\":\"queued\"}]");
    assertDetail(
        "{\"job_type\": \"noop\", \"depends_on\": [" + first + ", 987654]}",
        "Nothing was queued: it would need job 987654, which is not there.");
    assertDetail(
        "{\"job_type\": \"noop\", \"parent_job_id\": 987654}",
        "Nothing was queued: it would be a part of job 987654, which is not there.");
    assertDetail("{\"job_type\": \"noop\", \"depends_on\": 7}", "must be a list of jobs' numbers");
    assertDetail(
        "{\"job_type\": \"noop\", \"on_need_failed\": \"stop\"}",
        "must be fail, skip or run_anyway");

    studio.json(200, "POST /api/jobs/" + first + "/cancel", "{}");
    becomes(next, "completed");
  }

  @Test
  void who_waits_gets_the_result() throws Exception {
    JsonNode job =
        studio.done(
            "{\"job_type\": \"frame_extraction\", \"input_data\": {\"source_video\":"
                + " \"clips/kite.mp4\", \"time\": 1}}");

    assertThat(job.path("status").asString()).isEqualTo("completed");
    JsonNode file = job.path("files").get(1);
    assertThat(file.path("place").asString()).isEqualTo("result");
    RawHttp.Answer png = studio.http.ask("GET " + file.path("url").asString());
    assertThat(png.status()).isEqualTo(200);
    assertThat(png.header("Content-Type")).isEqualTo("image/png");
    assertThat(png.bytes()).startsWith(0x89, 'P', 'N', 'G');
  }

  @Test
  void who_waits_too_short_gets_the_job_as_it_is() throws Exception {
    JsonNode job =
        studio.json(
            202,
            "POST /api/jobs?wait=1",
            "{\"job_type\": \"noop\", \"input_data\": {\"seconds\": 600}}");

    assertThat(job.path("status").asString()).isIn("queued", "processing");
    studio.json(200, "POST /api/jobs/" + job.path("job_id").asLong() + "/cancel", "{}");
  }

  @Test
  void what_is_wrong_with_a_job_is_told_before_it_is_queued() throws Exception {
    String rows = studio.table.one("SELECT max(id) FROM jobs");

    assertDetail("{}", "\"job_type\" is missing");
    assertDetail("{\"job_type\": \"keyin\"}", "is not known to this worker");
    assertDetail("{\"job_type\": \"keying\", \"input_data\": {}}", "\"video\" is missing");
    assertDetail("{\"job_type\": \"noop\", \"video\": \"a.mp4\"}", "input_data");
    assertDetail("{\"job_type\": \"noop\", \"input_data\": [1]}", "must be a JSON object");
    assertDetail("{\"job_type\": \"noop\", \"priority\": \"high\"}", "must be a whole number");
    assertDetail("{\"job_type\": \"noop\", \"run_at\": \"soon\"}", "must be a time");
    for (String far : new String[] {"+10000-01-01T00:00:00Z", "9999-12-31T23:59:59-18:00"}) {
      assertDetail("{\"job_type\": \"noop\", \"run_at\": \"" + far + "\"}", "years 1 to 9999");
    }
    assertDetail("{\"job_type\": \"noop\", \"callback_url\": \"ftp://x\"}", "http(s) URL");
    assertThat(studio.table.one("SELECT max(id) FROM jobs")).isEqualTo(rows);
  }

  private static void assertDetail(String body, String words) throws Exception {
    assertThat(studio.json(400, "POST /api/jobs", body).path("detail").asString())
        .contains(words)
        .doesNotContain("Exception");
  }
}
