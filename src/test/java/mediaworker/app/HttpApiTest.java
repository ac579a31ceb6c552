package mediaworker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import mediaworker.http.RawHttp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The HTTP API over a real worker: shapes of answers, and what requests do to the table. */
class HttpApiTest {

  private static final String JSON = "Content-Type: application/json";

  @TempDir static Path folder;

  private static ServedStudio studio;

  @BeforeAll
  static void start() throws Exception {
    studio = ServedStudio.withClips(Files.createDirectory(folder.resolve("studio")));
    studio.fill();
  }

  @AfterAll
  static void stop() throws Exception {
    studio.close();
  }

  private static long queued(String body) throws Exception {
    return studio.json(202, "POST /api/jobs", body).path("job_id").asLong();
  }

  private static String status(long id) throws Exception {
    return studio.table.one("SELECT status FROM jobs WHERE id = " + id);
  }

  private static void becomes(long id, String status) throws Exception {
    long end = System.nanoTime() + 60_000_000_000L;
    while (!status.equals(status(id)) && System.nanoTime() < end) {
      LockSupport.parkNanos(2_000_000);
    }
    assertThat(status(id)).isEqualTo(status);
  }

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
  void a_sharp_or_question_mark_in_a_files_name_is_a_part_of_it() throws Exception {
    for (String name : new String[] {"take #1.mp4", "what?.mp4"}) {
      Files.writeString(studio.folder.resolve("clips").resolve(name), name);
      long id =
          Long.parseLong(
              studio.table.one(
                  "INSERT INTO jobs (job_type, status, input_data) VALUES ('keying', 'cancelled',"
                      + " json_object('video', 'clips/"
                      + name
                      + "')) RETURNING id"));

      JsonNode job = studio.get("/api/jobs/" + id);

      assertThat(job.path("title").asString()).isEqualTo(name);
      assertThat(job.path("files").findValuesAsString("name")).containsExactly(name);
      assertThat(studio.http.ask("GET /api/jobs/" + id + "/files/input").text()).isEqualTo(name);
      studio.table.run(
          "UPDATE jobs SET input_data = json_object('video', 'https://a.example/b.mp4?c=d.png#e')"
              + " WHERE id = "
              + id);
      assertThat(studio.get("/api/jobs/" + id).path("title").asString()).isEqualTo("b.mp4");
      studio.table.run("DELETE FROM jobs WHERE id = " + id);
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

  private static String refused(String line, String body) throws Exception {
    return studio.json(400, line, body).path("detail").asString();
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

  @Test
  void files_that_rows_name_are_served_only_where_rows_may_read() throws Exception {
    Files.writeString(studio.folder.resolve(".env"), "OPENAI_API_KEY=secret");
    Files.writeString(folder.resolve("outside.mp4"), "secret");
    Files.createSymbolicLink(studio.folder.resolve("link.mp4"), folder.resolve("outside.mp4"));
    Files.createSymbolicLink(studio.folder.resolve("env.mp4"), studio.folder.resolve(".env"));

    for (String path :
        new String[] {
          ".env",
          "../outside.mp4",
          "/etc/passwd",
          "link.mp4",
          "env.mp4",
          "jobs.db",
          folder.resolve("outside.mp4").toString(),
          "%2e%2e/outside.mp4",
          "clips/../../outside.mp4"
        }) {
      studio.table.run(
          "INSERT INTO jobs (job_type, status, result_data) VALUES ('noop', 'completed', '"
              + path
              + "')");
      String job = "/api/jobs/" + studio.table.one("SELECT max(id) FROM jobs");
      for (String place : new String[] {"/files/result", "/thumbnail", "/files/..%2f..%2f.env"}) {
        RawHttp.Answer answer = studio.http.ask("GET " + job + place);
        assertThat(answer.status()).as(path + place).isIn(403, 404, 422);
        assertThat(answer.text()).doesNotContain("secret");
      }
    }
  }

  @Test
  void a_small_picture_is_made_of_clips() throws Exception {
    long id =
        queued(
            "{\"job_type\": \"keying\", \"input_data\": {\"video\": \"clips/kite.mp4\"},"
                + " \"run_at\": \"2999-01-01T00:00:00Z\"}");

    RawHttp.Answer picture = studio.http.ask("GET /api/jobs/" + id + "/thumbnail");

    assertThat(picture.header("Content-Type")).isEqualTo("image/jpeg");
    assertThat(picture.bytes()).startsWith(0xff, 0xd8).hasSizeLessThan(60_000);
    assertThat(studio.http.ask("GET /api/jobs/" + id + "/thumbnail?place=keyed").status())
        .isEqualTo(404);
  }

  @Test
  void files_are_taken_under_names_of_their_own() throws Exception {
    JsonNode first = upload("my clip (1).MP4", "0123456789");
    JsonNode second = upload("my clip (1).MP4", "other");

    assertThat(first.path("path").asString()).isEqualTo("uploads/my clip _1_.mp4");
    assertThat(second.path("path").asString()).isEqualTo("uploads/my clip _1_-2.mp4");
    assertThat(Files.readString(studio.folder.resolve(first.path("path").asString())))
        .isEqualTo("0123456789");
    assertThat(upload("cafe\u0301 हिन्दी.mp4", "x").path("path").asString())
        .isEqualTo("uploads/caf\u00e9 हिन्दी.mp4");
    assertThat(upload("../../evil.mp4", "x").path("path").asString()).isEqualTo("uploads/evil.mp4");
    assertThat(upload("..\\..\\.mp4.mp4", "x").path("path").asString())
        .isEqualTo("uploads/_mp4.mp4");
    for (String name : new String[] {"a.html", "a.svg", ".mp4", "a", "", ".env"}) {
      assertThat(studio.http.send("POST /api/files?name=" + name, "x").status())
          .as(name)
          .isEqualTo(400);
    }
    assertThat(
            studio
                .http
                .exactly(
                    "POST /api/files?name=a.mp4 HTTP/1.1\r\nHost: localhost\r\nContent-Length:"
                        + " 9000000\r\n\r\nx")
                .status())
        .isEqualTo(413);
    try (var files = Files.list(studio.folder.resolve("uploads"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("."));
    }
  }

  private static JsonNode upload(String name, String content) throws Exception {
    RawHttp.Answer answer =
        studio.http.send(
            "POST /api/files?name=" + java.net.URLEncoder.encode(name, StandardCharsets.UTF_8),
            content);
    assertThat(answer.status()).as(name + answer.text()).isEqualTo(201);
    return JsonMapper.shared().readTree(answer.bytes());
  }

  @Test
  void one_picture_is_keyed_as_settings_say() throws Exception {
    JsonNode info = studio.get("/api/preview/info?file=clips/kite.mp4");
    assertThat(info.path("width").asInt()).isEqualTo(640);
    assertThat(info.path("seconds").asDouble()).isBetween(1.9, 2.1);

    RawHttp.Answer frame = studio.http.ask("GET /api/preview/frame?file=clips/kite.mp4&time=0.5");
    assertThat(frame.bytes()).startsWith(0x89, 'P', 'N', 'G');
    RawHttp.Answer keyed =
        studio.http.send(
            "POST /api/preview/key",
            "{\"file\": \"clips/kite.mp4\", \"time\": \"0.5\", \"settings\": {\"tolerance\": 1.5}}",
            JSON);
    assertThat(keyed.status()).as(keyed.text()).isEqualTo(200);
    assertThat(keyed.header("X-Keying-Note")).isNotEmpty();
    RawHttp.Answer wrong =
        studio.http.send(
            "POST /api/preview/key",
            "{\"file\": \"clips/kite.mp4\", \"settings\": {\"tolerance\": 99}}",
            JSON);
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.text()).contains("tolerance", "between 0.2 and 4");
    // What a view has seen does not stand in the way of what it asks for next.
    for (String view : List.of("a page", "a page")) {
      RawHttp.Answer next =
          studio.http.send(
              "POST /api/preview/key",
              "{\"file\": \"clips/kite.mp4\", \"time\": \"0.5\", \"view\": \"" + view + "\"}",
              JSON);
      assertThat(next.status()).as(next.text()).isEqualTo(200);
    }
    assertThat(
            studio
                .http
                .send(
                    "POST /api/preview/key",
                    "{\"file\": \"clips/kite.mp4\", \"view\": \"" + "x".repeat(65) + "\"}",
                    JSON)
                .status())
        .isEqualTo(400);
    assertThat(
            studio
                .json(404, "GET /api/preview/info?file=clips/none.mp4", "")
                .path("detail")
                .asString())
        .contains("does not exist");
    assertThat(studio.http.ask("GET /api/preview/frame?file=clips/kite.mp4&time=99").status())
        .isEqualTo(422);
    assertThat(studio.http.ask("GET /api/preview/info?file=jobs.db").status()).isIn(404, 422);
  }

  @Test
  void large_pictures_are_keyed_as_large_as_they_are_shown_in_their_own_colours() throws Exception {
    BufferedImage drawn = new BufferedImage(1920, 1080, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = drawn.createGraphics();
    pen.setColor(new Color(0x10, 0xa0, 0x40));
    pen.fillRect(0, 0, 1920, 1080);
    pen.setColor(new Color(0xd0, 0x60, 0x80));
    pen.fillOval(700, 300, 500, 500);
    pen.dispose();
    ImageIO.write(drawn, "png", studio.folder.resolve("clips/disc.png").toFile());

    BufferedImage keyed = keyed("{}");
    assertThat(List.of(keyed.getWidth(), keyed.getHeight())).containsExactly(960, 540);
    Color centre = new Color(keyed.getRGB(475, 275), true);
    assertThat(centre.getAlpha()).isGreaterThan(250);
    assertThat(centre.getRed()).isBetween(0xd0 - 4, 0xd0 + 4);
    assertThat(centre.getGreen()).isBetween(0x60 - 4, 0x60 + 4);
    assertThat(centre.getBlue()).isBetween(0x80 - 4, 0x80 + 4);
    assertThat(new Color(keyed.getRGB(50, 50), true).getAlpha()).isZero();
    // Ten pixels of the clip are five of the picture.
    int before = solid(keyed);
    int after = solid(keyed("{\"edge_offset\": -10}"));
    assertThat(before - after).isBetween(8, 12);
  }

  @Test
  void a_large_picture_of_a_clip_comes_from_the_disk_and_for_the_page_no_larger_than_it_shows_it()
      throws Exception {
    BufferedImage drawn = new BufferedImage(1920, 1080, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(drawn, "jpg", studio.folder.resolve("clips/large.jpg").toFile());
    String line = "GET /api/preview/frame?file=clips/large.jpg";

    BufferedImage small =
        ImageIO.read(new ByteArrayInputStream(studio.http.ask(line + "&small=1").bytes()));
    assertThat(List.of(small.getWidth(), small.getHeight())).containsExactly(960, 540);
    BufferedImage whole = ImageIO.read(new ByteArrayInputStream(studio.http.ask(line).bytes()));
    assertThat(List.of(whole.getWidth(), whole.getHeight())).containsExactly(1920, 1080);
    RawHttp.Answer part = studio.http.ask(line, "Range: bytes=1-3");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo("PNG");
  }

  private BufferedImage keyed(String settings) throws Exception {
    RawHttp.Answer answer =
        studio.http.send(
            "POST /api/preview/key",
            "{\"file\": \"clips/disc.png\", \"settings\": " + settings + "}",
            JSON);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return ImageIO.read(new ByteArrayInputStream(answer.bytes()));
  }

  /** How much of the line through the disc's middle is more solid than not. */
  private static int solid(BufferedImage keyed) {
    return (int)
        IntStream.range(0, keyed.getWidth())
            .filter(x -> new Color(keyed.getRGB(x, 275), true).getAlpha() > 127)
            .count();
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
