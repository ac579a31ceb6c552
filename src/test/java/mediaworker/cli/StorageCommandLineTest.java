package mediaworker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import mediaworker.app.Logging;
import mediaworker.assets.s3.FakeS3;
import mediaworker.cli.console.ExitCodes;
import mediaworker.media.timeline.GeneratedClips;
import mediaworker.store.sqlite.JobTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What the command line says of the bucket for outputs. */
class StorageCommandLineTest {

  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private FakeS3 server;

  @BeforeEach
  void init() throws Exception {
    server = new FakeS3();
    environment.put(
        "WORKER_FFMPEG_CACHE_DIR", Path.of("target/ffmpeg").toAbsolutePath().toString());
    assertThat(execute("init")).isZero();
  }

  @AfterEach
  void stop() {
    server.close();
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.getLogger(Logger.ROOT_LOGGER_NAME).detachAndStopAllAppenders();
    context.getLogger("mediaworker").setLevel(null);
    new Logging().configure(context);
  }

  @Test
  void check_tells_all_that_is_missing_at_once() {
    environment.put("USE_S3", "True");

    assertThat(execute("check")).isEqualTo(ExitCodes.PROBLEMS);

    assertThat(out.toString().lines())
        .contains(
            "PROBLEM  S3             S3_BUCKET_NAME is missing, which USE_S3 needs.",
            "PROBLEM  S3             AWS_ACCESS_KEY_ID is missing, which USE_S3 needs.",
            "PROBLEM  S3             AWS_SECRET_ACCESS_KEY is missing, which USE_S3 needs.",
            "PROBLEM  S3             AWS_REGION is missing, which USE_S3 needs.");
  }

  @Test
  void check_asks_the_server_for_the_bucket() throws Exception {
    bucketAsTheDashboardSetsIt();

    assertThat(execute("check")).isZero();
    assertThat(server.requests()).containsExactly("HEAD /studio");
    assertThat(out.toString()).contains("ok       S3             " + server.endpoint() + "/studio");

    server.fail(403, "");
    assertThat(execute("check")).isEqualTo(ExitCodes.PROBLEMS);
    assertThat(out.toString())
        .contains("PROBLEM  S3             the bucket studio answered 403")
        .doesNotContain(FakeS3.SECRET, FakeS3.KEY_ID);
  }

  @Test
  void the_worker_does_not_start_without_what_uploads_need() {
    environment.put("USE_S3", "1");
    environment.put("S3_BUCKET_NAME", "studio");
    environment.put("AWS_DEFAULT_REGION", "eu-central-1");

    assertThat(execute("run", "--drain")).isEqualTo(ExitCodes.USAGE);

    assertThat(err.toString())
        .isEqualTo(
            "2 settings are wrong:\n  AWS_ACCESS_KEY_ID is missing, which USE_S3 needs.\n"
                + "  AWS_SECRET_ACCESS_KEY is missing, which USE_S3 needs.\n");
  }

  @Test
  void a_key_with_characters_that_no_header_takes_is_told_and_never_printed() throws Exception {
    bucketAsTheDashboardSetsIt();
    environment.put("AWS_SESSION_TOKEN", "FwoGZXIvYXdzEXAMPLE…token");
    environment.put("AWS_ACCESS_KEY_ID", "AKIA EXAMPLE");
    environment.put("AWS_SECRET_ACCESS_KEY", "geheim\u00fcEXAMPLE");

    assertThat(execute("check")).isEqualTo(ExitCodes.PROBLEMS);
    assertThat(execute("run", "--drain")).isEqualTo(ExitCodes.USAGE);

    for (String variable :
        new String[] {"AWS_SESSION_TOKEN", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}) {
      String sentence =
          variable + " has characters that no key has: copy it again into .env or the environment.";
      assertThat(out.toString()).contains("PROBLEM  S3             " + sentence);
      assertThat(err.toString()).contains(sentence);
    }
    assertThat(out + " " + err).doesNotContain("EXAMPLE");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void spaces_around_a_key_do_not_matter() throws Exception {
    bucketAsTheDashboardSetsIt();
    environment.put("AWS_ACCESS_KEY_ID", " " + FakeS3.KEY_ID + "\r");
    environment.put("AWS_SECRET_ACCESS_KEY", FakeS3.SECRET + " ");
    environment.put("AWS_SESSION_TOKEN", " ");

    assertThat(execute("check")).isZero();
  }

  @Test
  void a_worker_uploads_what_its_jobs_make_and_says_why_it_cannot() throws Exception {
    bucketAsTheDashboardSetsIt();
    GeneratedClips.h264(folder.resolve("a.mp4"), "testsrc2=s=64x48:r=10:d=0.5");
    try (JobTable table = new JobTable(folder.resolve("jobs.db"))) {
      long made = table.insert("frame_extraction", "{\"source_video\": \"a.mp4\", \"time\": 0}");
      server.fail(503, "SlowDown");

      assertThat(execute("run", "--drain")).as(err.toString()).isZero();

      String url = table.one("SELECT result_data FROM jobs WHERE id = " + made);
      assertThat(url).startsWith("https://d1.cloudfront.net/1-").endsWith(".png");
      String key = url.substring("https://d1.cloudfront.net".length());
      assertThat(server.objects()).containsOnlyKeys("/studio" + key);
      FakeS3.Stored stored = server.objects().get("/studio" + key);
      assertThat(stored.contentType()).isEqualTo("image/png");
      assertThat(stored.bytes())
          .isEqualTo(Files.readAllBytes(folder.resolve(key.replaceFirst("^/[^/]+/", ""))));
      assertThat(server.requests()).containsExactly("PUT /studio" + key, "PUT /studio" + key);

      long refused = table.insert("frame_extraction", "{\"source_video\": \"a.mp4\", \"time\": 0}");
      table.run("UPDATE jobs SET max_attempts = 1 WHERE id = " + refused);
      server.fail(403, "RequestTimeTooSkewed");

      assertThat(execute("run", "--drain")).isZero();

      assertThat(
              table.one("SELECT status || ': ' || error_message FROM jobs WHERE id = " + refused))
          .startsWith("failed: ")
          .contains("RequestTimeTooSkewed", "set this machine's clock")
          .doesNotContain(FakeS3.KEY_ID, FakeS3.SECRET);

      table.run("UPDATE jobs SET status = 'queued' WHERE id = " + refused);

      assertThat(execute("run", "--drain")).isZero();

      assertThat(table.one("SELECT status FROM jobs WHERE id = " + refused)).isEqualTo("completed");
      assertThat(server.objects()).hasSize(2);
    }
  }

  private void bucketAsTheDashboardSetsIt() throws Exception {
    Files.writeString(
        folder.resolve(".env"),
        "USE_S3=true\nS3_BUCKET_NAME=studio\nAWS_ACCESS_KEY_ID="
            + FakeS3.KEY_ID
            + "\nAWS_SECRET_ACCESS_KEY="
            + FakeS3.SECRET
            + "\nAWS_REGION=eu-central-1\nCLOUDFRONT_URL=d1.cloudfront.net\n");
    environment.put("S3_ENDPOINT", server.endpoint());
  }

  private int execute(String... arguments) {
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--db";
    all[arguments.length + 1] = folder.resolve("jobs.db").toString();
    return Main.execute(
        all, environment, folder, null, new PrintWriter(out, true), new PrintWriter(err, true));
  }
}
