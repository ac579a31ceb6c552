package mediaworker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import mediaworker.http.RawHttp;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the HTTP API tells of a real worker: lists, stories, events, metrics, health. */
class HttpApiTest extends HttpApiFixture {

  private static void assertFields(JsonNode node, String... names) {
    assertThat(node.propertyNames()).containsExactlyInAnyOrder(names);
  }

  @Test
  void queue_info_has_the_shape_that_clients_know() throws Exception {
    JsonNode info = studio.get("/api/v1/queue/info");

    assertFields(info, "jobs_in_queue", "waiting_jobs", "max_workers", "video_workers");
    JsonNode workers = info.path("video_workers");
    assertFields(
        workers,
        "total_workers",
        "available_workers",
        "busy_workers",
        "pending_jobs",
        "workers_status");
    assertThat(info.path("max_workers").asInt()).isEqualTo(2);
    assertThat(workers.path("total_workers").asInt()).isEqualTo(2);
    assertThat(workers.path("workers_status")).hasSize(2);
    JsonNode one = workers.path("workers_status").get(0);
    assertFields(one, "worker_id", "is_busy", "is_running");
    assertThat(one.path("is_running").asBoolean()).isTrue();
    assertThat(one.path("worker_id").isString()).isTrue();
  }

  @Test
  void status_queue_has_the_shape_that_clients_know() throws Exception {
    JsonNode status = studio.get("/api/v1/status/queue");

    assertFields(status, "status", "queue_info", "parallel_processing");
    assertFields(
        status.path("queue_info"),
        "queue_size",
        "max_queue_size",
        "running_tasks",
        "max_workers",
        "completed_tasks",
        "failed_tasks",
        "is_running");
    assertThat(status.path("queue_info").path("max_queue_size").asInt()).isEqualTo(500);
    assertThat(status.path("queue_info").path("failed_tasks").asInt()).isPositive();
    assertThat(status.path("parallel_processing").asBoolean()).isTrue();
  }

  @Test
  void jobs_that_wait_for_others_are_counted_where_the_limit_counts_them() throws Exception {
    long first = queued("{\"job_type\": \"noop\", \"run_at\": \"2999-01-01T00:00:00Z\"}");
    int before = queueSize();
    long next =
        Long.parseLong(
            studio.table.one(
                "INSERT INTO jobs (job_type, depends_on) VALUES ('trim', '["
                    + first
                    + "]') RETURNING id"));
    becomes(next, "waiting_for_jobs");

    assertThat(queueSize()).isEqualTo(before + 1);
    assertThat(studio.http.ask("GET /metrics").text())
        .contains("media_worker_jobs{job_type=\"trim\",state=\"blocked\"} 1.0");
    assertThat(
            StreamSupport.stream(studio.get("/api/queue").path("kinds").spliterator(), false)
                .filter(kind -> kind.path("job_type").asString().equals("trim"))
                .map(kind -> kind.path("blocked").asInt()))
        .containsExactly(1);
    studio.table.run("DELETE FROM jobs WHERE id IN (" + first + ", " + next + ")");
  }

  private static int queueSize() throws Exception {
    return studio.get("/api/v1/status/queue").path("queue_info").path("queue_size").asInt();
  }

  @Test
  void lists_show_long_texts_by_their_beginning_and_single_jobs_whole() throws Exception {
    long id =
        Long.parseLong(
            studio.table.one(
                "INSERT INTO jobs (job_type, status, prompt, input_data, error_message,"
                    + " progress_message) VALUES ('keying', 'cancelled', printf('%.*c', 900000,"
                    + " 'p'), json_object('notes', printf('%.*c', 900000, 'n'), 'video',"
                    + " 'clips/swan.mp4'), printf('%.*c', 900000, 'e'), printf('%.*c', 900000,"
                    + " 'm')) RETURNING id"));

    RawHttp.Answer answer = studio.http.ask("GET /api/jobs?order=newest&limit=1");
    JsonNode listed = JsonMapper.shared().readTree(answer.bytes()).path("jobs").get(0);
    assertThat(listed.path("job_id").asLong()).isEqualTo(id);
    assertThat(listed.path("title").asString()).startsWith("ppp").endsWith("…").hasSize(160);
    assertThat(answer.bytes().length).isLessThan(10_000);
    assertThat(listed.path("error_message").asString()).isEqualTo("e".repeat(1000) + "…");
    assertThat(listed.path("progress_message").asString()).isEqualTo("m".repeat(1000) + "…");
    assertThat(listed.path("has_thumbnail").asBoolean()).isTrue();
    JsonNode whole = studio.get("/api/jobs/" + id);
    assertThat(whole.path("prompt").asString()).hasSize(900_000);
    assertThat(whole.path("error_message").asString()).hasSize(900_000);
    assertThat(whole.path("input_data").path("notes").asString()).hasSize(900_000);
    studio.table.run("DELETE FROM jobs WHERE id = " + id);
  }

  @Test
  void a_busy_thread_shows_in_both() throws Exception {
    long id = queued("{\"job_type\": \"noop\", \"input_data\": {\"seconds\": 600}}");
    becomes(id, "processing");

    JsonNode workers = studio.get("/api/v1/queue/info").path("video_workers");
    int busy = workers.path("busy_workers").asInt();
    assertThat(busy).isPositive();
    assertThat(workers.path("available_workers").asInt()).isEqualTo(2 - busy);
    assertThat(
            StreamSupport.stream(workers.path("workers_status").spliterator(), false)
                .filter(worker -> worker.path("is_busy").asBoolean())
                .count())
        .isEqualTo(busy);
    studio.json(200, "POST /api/jobs/" + id + "/cancel", "{}");
    assertThat(status(id)).isEqualTo("cancelled");
  }

  @Test
  void lists_filter_search_and_page() throws Exception {
    JsonNode failed = studio.get("/api/jobs?status=failed");
    assertThat(failed.path("jobs")).isNotEmpty();
    failed
        .path("jobs")
        .forEach(job -> assertThat(job.path("status").asString()).isEqualTo("failed"));
    assertThat(studio.get("/api/jobs?q=SWAN%20in%20the").path("total").asInt()).isEqualTo(1);
    assertThat(studio.get("/api/jobs?q=100%25%20nothing").path("total").asInt()).isZero();
    JsonNode page = studio.get("/api/jobs?limit=1&offset=1&order=oldest");
    assertThat(page.path("jobs").get(0).path("job_id").asInt()).isEqualTo(2);
    assertThat(refused("GET /api/jobs?status=faild", ""))
        .isEqualTo(
            "No job has the status \"faild\", which is no word known here; is failed meant?");
    for (String wrong : new String[] {"limit=0", "limit=many", "order=best", "offset=-1"}) {
      assertThat(studio.json(400, "GET /api/jobs?" + wrong, "").path("detail").asString())
          .contains("must be");
    }
  }

  @Test
  void a_story_has_the_timeline_of_a_job() throws Exception {
    JsonNode job = studio.done("{\"job_type\": \"noop\"}");

    JsonNode story = studio.get("/api/jobs/" + job.path("job_id").asLong());
    assertThat(story.path("timeline").findValuesAsString("what"))
        .containsExactly("queued", "started", "completed");
    assertThat(
            studio.get("/api/jobs/" + job.path("job_id").asLong() + "/log").path("lines").isArray())
        .isTrue();
  }

  @Test
  void events_tell_of_the_queue_and_of_jobs_as_they_change() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", Integer.parseInt(studio.url.split(":")[2]))) {
      socket.setSoTimeout(60_000);
      socket
          .getOutputStream()
          .write(
              "GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.UTF_8));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      JsonNode queue = event(in, "queue", any -> true);
      assertThat(queue.path("workers").get(0).path("threads").asInt()).isEqualTo(2);

      // It goes on only when it was heard of, so that nothing comes and goes between two looks.
      long id = studio.table.insert("noop", "{\"seconds\": 600}");
      event(in, "job", job -> is(job, id, "processing"));
      studio.table.run("UPDATE jobs SET status = 'completed' WHERE id = " + id);
      event(in, "job", job -> is(job, id, "completed"));
      event(in, "looked", any -> true);
    }
  }

  private static boolean is(JsonNode job, long id, String status) {
    return job.path("job_id").asLong() == id && job.path("status").asString().equals(status);
  }

  private static JsonNode event(BufferedReader in, String name, Predicate<JsonNode> wanted)
      throws Exception {
    String event = "";
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.startsWith("event: ")) {
        event = line.substring(7);
      } else if (line.startsWith("data: ") && event.equals(name)) {
        JsonNode data = JsonMapper.shared().readTree(line.substring(6));
        if (wanted.test(data)) {
          return data;
        }
      }
    }
    throw new AssertionError("The stream ended before the event came");
  }

  @Test
  void metrics_tell_of_the_queue_and_of_runs() throws Exception {
    studio.done("{\"job_type\": \"noop\"}");

    String metrics = studio.http.ask("GET /metrics").text();

    assertThat(metrics)
        .contains(
            "# TYPE media_worker_jobs gauge",
            "media_worker_rows{status=\"failed\"}",
            "media_worker_threads{worker=\"",
            "media_worker_wal_bytes ",
            "media_worker_job_run_seconds_count{job_type=\"noop\",outcome=\"completed\"}",
            "media_worker_job_run_seconds_bucket{job_type=\"noop\",outcome=\"completed\",le=\"1.0\"}",
            "media_worker_jobs{job_type=\"animation\",state=\"waiting_remote\"} 1.0",
            "media_worker_lane_places{lane=\"cpu\"} ",
            "media_worker_lane_busy{lane=\"cpu\"} ",
            "media_worker_lane_ready{lane=\"cpu\"} ",
            "jvm_memory_used_bytes");
    assertThat(
            studio
                .http
                .ask("GET /metrics", "Accept: application/openmetrics-text")
                .header("Content-Type"))
        .startsWith("application/openmetrics-text");
  }

  @Test
  void health_tells_live_from_ready() throws Exception {
    JsonNode health = studio.get("/health");
    assertFields(health, "status", "live", "ready", "problems");
    assertThat(studio.get("/health/live").path("live").asBoolean()).isTrue();

    try (ServedStudio guarded =
        new ServedStudio(
            Files.createDirectory(folder.resolve("guarded")), Optional.of("sixteen-letters-x"))) {
      assertThat(guarded.http.ask("GET /health/live").status()).isEqualTo(200);
      assertThat(guarded.http.ask("GET /metrics").status()).isEqualTo(401);
      assertThat(guarded.http.ask("GET /api/jobs").status()).isEqualTo(401);
      assertThat(guarded.http.ask("GET /").status()).isEqualTo(200);
    }
  }
}
