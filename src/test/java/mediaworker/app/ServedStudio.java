package mediaworker.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import mediaworker.concurrent.Cancellation;
import mediaworker.demo.DemoClips;
import mediaworker.http.HttpSettings;
import mediaworker.http.RawHttp;
import mediaworker.media.Ffmpeg;
import mediaworker.process.ProcessRunner;
import mediaworker.store.sqlite.JobTable;
import mediaworker.worker.DispatcherSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A creator's folder with a worker that runs over it and is reached by HTTP. */
final class ServedStudio implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  final Path folder;
  final JobTable table;
  final RawHttp http;
  final String url;
  private final Studio studio;
  private final App app;
  private final Thread thread;

  /** With two threads and both demonstration clips in its folder {@code clips}. */
  static ServedStudio withClips(Path folder) throws Exception {
    ServedStudio served = new ServedStudio(folder, Optional.empty());
    Path clips = Files.createDirectories(served.folder.resolve("clips"));
    new DemoClips(new Ffmpeg(served.studio.settings().ffmpeg(), new ProcessRunner()))
        .draw(clips, new Cancellation());
    return served;
  }

  ServedStudio(Path folder, Optional<String> token) throws Exception {
    this.studio = new Studio(folder);
    this.folder = studio.folder;
    this.table = studio.table;
    AppSettings of = studio.settings();
    DispatcherSettings loop = of.loop();
    AppSettings staying =
        new AppSettings(
            of.database(),
            of.durability(),
            of.demands(),
            new DispatcherSettings(loop.threads(), loop.poll(), loop.lease(), loop.grace(), false),
            of.retries(),
            of.tempDir(),
            of.assets(),
            of.ffmpeg(),
            of.paid(),
            of.extensions());
    this.app = App.open(staying, Clock.system(ZoneId.systemDefault()));
    HttpSettings how =
        new HttpSettings(
            "127.0.0.1", 0, token, Set.of(), this.folder.resolve("uploads"), 8 << 20, 500);
    var address = app.serve(how, this.folder.resolve("logs"));
    this.http = new RawHttp(address);
    this.url = "http://localhost:" + address.getPort();
    this.thread =
        new Thread(
            () -> {
              try {
                app.run();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            },
            "served-app");
    thread.start();
    while (table.one("SELECT count(*) FROM workers").equals("0")) {
      if (!thread.isAlive()) {
        throw new IllegalStateException("the worker has ended before it took part");
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  /** An answer that must be JSON of this status. */
  JsonNode json(int status, String line, String body, String... headers) throws Exception {
    RawHttp.Answer answer =
        body.isEmpty()
            ? http.ask(line, headers)
            : http.send(line, body, "Content-Type: application/json");
    if (answer.status() != status) {
      throw new AssertionError(line + " → " + answer.status() + " " + answer.text());
    }
    return JsonMapper.shared().readTree(answer.bytes());
  }

  JsonNode get(String path) throws Exception {
    return json(200, "GET " + path, "");
  }

  /** Queues a job and waits until it has ended. */
  JsonNode done(String body) throws Exception {
    RawHttp.Answer answer =
        http.send("POST /api/jobs?wait=60", body, "Content-Type: application/json");
    JsonNode job = JsonMapper.shared().readTree(answer.bytes());
    if (answer.status() == 200) {
      return job;
    }
    if (answer.status() != 202) {
      throw new AssertionError("it was not queued: " + answer.text());
    }
    // On a busy machine it takes longer than a client may wait.
    String ended =
        "SELECT finished_at IS NOT NULL FROM jobs WHERE id = " + job.path("job_id").asLong();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!table.one(ended).equals("1")) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it does not end: " + answer.text());
      }
      LockSupport.parkNanos(20_000_000);
    }
    return get("/api/jobs/" + job.path("job_id").asLong());
  }

  /** Rows as they are found in a table that has been at work for a while. */
  void fill() throws Exception {
    List<String> ready =
        List.of(
            "INSERT INTO jobs (job_type, status, prompt, input_data, error_message, attempts,"
                + " started_at, finished_at) VALUES ('keying', 'failed', 'Origami swan in the park',"
                + " '{\"video\": \"clips/swan.mp4\"}', 'No green or blue screen was found in"
                + " swan.mp4: only 6 % of the picture''s border has its likeliest colour, #5d7a3c."
                + " Set key_color to the screen''s colour, or set \"force\": true to key it all the"
                + " same.', 1, datetime('now', 'localtime', '-50 minutes'),"
                + " datetime('now', 'localtime', '-49 minutes'))",
            "INSERT INTO jobs (job_type, status, prompt, input_data, result_data, attempts,"
                + " started_at, finished_at, progress, progress_message) VALUES ('style_analysis',"
                + " 'completed', 'Style of the paper fox', '{\"image\": \"fox.png\"}', 'Folded"
                + " washi paper in warm orange, soft side light, shallow depth of field.', 1,"
                + " datetime('now', 'localtime', '-42 minutes'), datetime('now', 'localtime',"
                + " '-41 minutes'), 100, 'answered in 9 s')",
            "INSERT INTO jobs (job_type, status, prompt, input_data, attempts, started_at, run_at,"
                + " progress, progress_message) VALUES ('animation', 'waiting_remote', 'A paper fox"
                + " turns its head', '{\"image\": \"fox.png\", \"prompt\": \"it turns its head\"}',"
                + " 1, datetime('now', 'localtime', '-3 minutes'), datetime('now', 'localtime',"
                + " '+1 hour'), 35, 'in progress at the provider')",
            "INSERT INTO jobs (job_type, status, prompt, attempts, error_message, finished_at)"
                + " VALUES ('animation', 'needs_decision', 'Kite over the bay', 1, 'The answer of"
                + " the provider was lost, so it is not known whether the call was paid.',"
                + " datetime('now', 'localtime', '-12 minutes'))",
            "INSERT INTO jobs (job_type, status, prompt) VALUES ('stitching', 'cancelled',"
                + " 'Opening titles, first cut')");
    table.run(ready.toArray(new String[0]));
  }

  @Override
  public void close() throws Exception {
    app.stopNow();
    thread.join();
    app.close();
    studio.close();
  }
}
