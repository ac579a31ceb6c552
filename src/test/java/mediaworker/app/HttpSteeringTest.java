package mediaworker.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Jobs that are cancelled, retried, deleted and decided about over HTTP; what is paused and goes
 * on.
 */
class HttpSteeringTest extends HttpApiFixture {

  @Test
  void jobs_are_cancelled_retried_given_priority_and_deleted() throws Exception {
    long id = queued("{\"job_type\": \"noop\", \"run_at\": \"2999-01-01T00:00:00Z\"}");
    String job = "/api/jobs/" + id;

    assertThat(
            studio
                .json(200, "POST " + job + "/priority", "{\"priority\": -4}")
                .path("priority")
                .asInt())
        .isEqualTo(-4);
    assertThat(studio.json(200, "POST " + job + "/cancel", "{}").path("status").asString())
        .isEqualTo("cancelled");
    assertThat(studio.json(409, "POST " + job + "/cancel", "{}").path("detail").asString())
        .contains("is cancelled");
    // Held back, lest it has run before its answer is written.
    studio.json(200, "POST /api/queue/pause", "{\"scope\": \"type\", \"name\": \"noop\"}");
    assertThat(studio.json(200, "POST " + job + "/retry", "{}").path("status").asString())
        .isEqualTo("queued");
    studio.json(200, "POST /api/queue/resume", "{\"scope\": \"type\", \"name\": \"noop\"}");
    becomes(id, "completed");
    assertThat(studio.http.ask("DELETE " + job).status()).isEqualTo(204);
    assertThat(studio.http.ask("GET " + job).status()).isEqualTo(404);
    assertThat(studio.http.ask("DELETE " + job).status()).isEqualTo(404);
    assertThat(studio.http.ask("GET /api/jobs/abc").status()).isEqualTo(404);
  }

  @Test
  void a_job_that_waits_for_its_time_goes_on_at_once() throws Exception {
    long id = queued("{\"job_type\": \"noop\", \"run_at\": \"2999-01-01T00:00:00Z\"}");

    assertThat(studio.json(200, "POST /api/jobs/" + id + "/retry", "{}").path("job_id").asLong())
        .isEqualTo(id);
    becomes(id, "completed");
  }

  @Test
  void a_running_job_is_deleted_only_by_force() throws Exception {
    long id = queued("{\"job_type\": \"noop\", \"input_data\": {\"seconds\": 600}}");
    becomes(id, "processing");

    assertThat(studio.json(409, "DELETE /api/jobs/" + id, "").path("detail").asString())
        .contains("force=1");
    for (String no : new String[] {"0", "false", "no"}) {
      assertThat(
              studio
                  .json(400, "DELETE /api/jobs/" + id + "?force=" + no, "")
                  .path("detail")
                  .asString())
          .contains("force=1");
    }
    assertThat(status(id)).isEqualTo("processing");
    assertThat(studio.http.ask("DELETE /api/jobs/" + id + "?force=1").status()).isEqualTo(204);
    assertThat(status(id)).isNull();
  }

  @Test
  void types_are_paused_and_resumed() throws Exception {
    studio.json(
        200,
        "POST /api/queue/pause",
        "{\"scope\": \"type\", \"name\": \"trim\", \"reason\": \"why\"}");
    assertThat(studio.table.all("SELECT scope, name, reason FROM pauses"))
        .containsExactly("type|trim|why");
    assertThat(studio.get("/api/queue").path("pauses").get(0).path("name").asString())
        .isEqualTo("trim");
    studio.json(200, "POST /api/queue/resume", "{\"scope\": \"type\", \"name\": \"trim\"}");
    studio.json(200, "POST /api/queue/pause", "{\"scope\": \"lane\", \"name\": \"cpu\"}");
    assertThat(studio.get("/api/queue").path("lanes").get(0).path("paused").asBoolean()).isTrue();
    studio.json(200, "POST /api/queue/resume", "{\"scope\": \"lane\", \"name\": \"cpu\"}");
    assertThat(studio.table.all("SELECT * FROM pauses")).isEmpty();
    assertThat(
            studio
                .json(400, "POST /api/queue/pause", "{\"scope\": \"type\"}")
                .path("detail")
                .asString())
        .contains("\"name\" is missing");
  }

  @Test
  void what_is_paused_must_be_there_and_misspelt_fields_pause_nothing() throws Exception {
    String pause = "POST /api/queue/pause";
    assertThat(refused(pause, "{\"scop\": \"type\", \"name\": \"noop\"}"))
        .isEqualTo("\"scop\" is no field of this request.");
    assertThat(refused(pause, "{\"name\": \"noop\"}"))
        .isEqualTo(
            "\"name\" needs a \"scope\" of type, lane or provider: without one everything is"
                + " meant.");
    assertThat(refused(pause, "{\"scope\": [\"type\"], \"name\": \"noop\"}"))
        .startsWith("\"scope\" must be a text");
    assertThat(refused(pause, "{\"scope\": \"type\", \"name\": \"keyin\"}"))
        .isEqualTo("There is no job type \"keyin\"; is keying meant?");
    assertThat(refused(pause, "{\"scope\": \"lane\", \"name\": \"cpus\"}"))
        .isEqualTo("There is no lane \"cpus\"; is cpu meant?");
    assertThat(refused(pause, "{\"scope\": \"provider\", \"name\": \"klin\"}"))
        .isEqualTo("There is no provider \"klin\"; is kling meant?");
    assertThat(refused("POST /api/queue/resume", "{\"scope\": \"type\", \"name\": \"keyin\"}"))
        .isEqualTo("There is no job type \"keyin\"; is keying meant?");
    assertThat(studio.table.all("SELECT * FROM v_pauses")).isEmpty();
  }

  @Test
  void everything_goes_on_whatever_name_its_pause_bears() throws Exception {
    studio.table.run("INSERT INTO pauses (scope, name) VALUES ('all', 'noop'), ('type', 'keyin')");
    assertThat(studio.get("/api/queue").path("pauses").get(0).path("name").asString()).isEmpty();

    studio.json(200, "POST /api/queue/resume", "{}");
    assertThat(studio.table.all("SELECT scope, name FROM pauses")).containsExactly("type|keyin");
    studio.json(200, "POST /api/queue/resume", "{\"scope\": \"type\", \"name\": \"keyin\"}");
    assertThat(studio.table.all("SELECT scope, name FROM pauses")).isEmpty();
  }

  @Test
  void a_misspelt_field_queues_no_failed_jobs_again() throws Exception {
    long id =
        Long.parseLong(
            studio.table.one(
                "INSERT INTO jobs (job_type, status) VALUES ('noop', 'failed') RETURNING id"));

    assertThat(refused("POST /api/jobs/retry", "{\"job_typ\": \"noop\"}"))
        .isEqualTo("\"job_typ\" is no field of this request.");
    assertThat(refused("POST /api/jobs/retry", "{\"job_type\": [\"noop\"]}"))
        .isEqualTo("\"job_type\" must be a text.");
    assertThat(refused("POST /api/jobs/retry", "{\"job_type\": \"\"}"))
        .isEqualTo("\"job_type\" must not be empty.");
    assertThat(refused("POST /api/queue/pause", "{\"scope\": \" \"}"))
        .isEqualTo("\"scope\" must not be empty.");
    assertThat(refused("POST /api/jobs/" + id + "/priority", "{\"priority\": 1, \"to\": 2}"))
        .isEqualTo("\"to\" is no field of this request.");
    assertThat(refused("POST /api/jobs/" + id + "/decide", "{\"action\": \"drop\", \"x\": 2}"))
        .isEqualTo("\"x\" is no field of this request.");
    assertThat(status(id)).isEqualTo("failed");
    assertThat(
            studio
                .json(200, "POST /api/jobs/retry", "{\"job_type\": \"noop\"}")
                .path("job_ids")
                .values())
        .extracting(JsonNode::asLong)
        .contains(id);
    becomes(id, "completed");
  }

  @Test
  void decisions_about_paid_calls_are_taken() throws Exception {
    long id =
        Long.parseLong(studio.table.one("SELECT id FROM jobs WHERE status = 'needs_decision'"));

    assertThat(
            studio
                .json(409, "POST /api/jobs/" + id + "/decide", "{\"action\": \"drop\"}")
                .path("detail")
                .asString())
        .contains("no call that is open");
    studio.table.run(
        "INSERT INTO paid_calls (job_id, provider, operation, state, marker, intended_at, asked_at)"
            + " VALUES ("
            + id
            + ", 'kling', 'animation', 'unknown', 'm-1', '2026-05-04 12:00:00.000000', '2026-05-04"
            + " 12:00:00.000000')");
    assertThat(
            studio
                .json(400, "POST /api/jobs/" + id + "/decide", "{\"action\": \"adopt\"}")
                .path("detail")
                .asString())
        .contains("task_id");
    studio.json(200, "POST /api/jobs/" + id + "/decide", "{\"action\": \"drop\"}");
    assertThat(studio.table.one("SELECT state FROM paid_calls WHERE marker = 'm-1'"))
        .isEqualTo("dropped");
    studio.table.run("UPDATE jobs SET status = 'needs_decision' WHERE id = " + id);
  }
}
