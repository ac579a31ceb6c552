package mediaworker.app;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import mediaworker.assets.AssetLibrary;
import mediaworker.config.LaneSettings;
import mediaworker.handlers.command.GpuPins;
import mediaworker.handlers.command.Gpus;
import mediaworker.handlers.remote.ProviderSetup;
import mediaworker.handlers.remote.RemoteJobs;
import mediaworker.handlers.upload.Uploads;
import mediaworker.http.HttpSettings;
import mediaworker.jobs.Ending;
import mediaworker.jobs.JobHandler;
import mediaworker.jobs.StoreException;
import mediaworker.media.Ffmpeg;
import mediaworker.store.sqlite.SqliteJobStore;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mediaworker.webhooks.WebhookSettings;
import mediaworker.webhooks.Webhooks;
import mediaworker.worker.Worker;
import mediaworker.workspace.Workspace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon, put together: the one place that builds parts of several packages. The command line
 * and the tests that start a whole worker both use it.
 */
public final class App implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(App.class);

  private final AppSettings settings;
  private final SqliteJobStore store;
  private final Workspace workspace;
  private final Ffmpeg ffmpeg;
  private final Worker worker;
  private final Optional<Uploads> uploads;
  private final ServiceNotice notice;
  private final FfmpegCheck check;
  private final Parts parts;
  private final List<AutoCloseable> services = new ArrayList<>();
  private final List<Consumer<List<Ending>>> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean stopping;

  App(
      AppSettings settings,
      SqliteJobStore store,
      Workspace workspace,
      Ffmpeg ffmpeg,
      Worker worker,
      Optional<Uploads> uploads,
      Parts parts) {
    this.settings = settings;
    this.store = store;
    this.workspace = workspace;
    this.ffmpeg = ffmpeg;
    this.worker = worker;
    this.uploads = uploads;
    this.parts = parts;
    store.listen(endings -> listeners.forEach(listener -> listener.accept(endings)));
    this.notice = ServiceNotice.of(System.getenv(), worker::sinceLastRound);
    this.check = new FfmpegCheck(ffmpeg, worker::stopNow);
  }

  /**
   * What its services look at beside what runs.
   *
   * @param files as rows name them, without uploads
   * @param handlers who serves which job types
   * @param remote paid jobs, where there are any
   * @param gpus as they were found at the start
   * @param pins which of them jobs use
   */
  record Parts(
      SqliteDatabase database,
      Clock clock,
      AssetLibrary files,
      List<JobHandler<?>> handlers,
      Optional<RemoteJobs> remote,
      Gpus gpus,
      GpuPins pins) {}

  /**
   * Opens the database and builds everything; runs nothing yet.
   *
   * @throws StoreException when the database cannot be used
   * @throws SetupException when a setting names an FFmpeg that is none
   */
  public static App open(AppSettings settings, Clock clock) throws StoreException, SetupException {
    return Assembly.of(settings, clock);
  }

  /**
   * Works until stopped, or until the queue is drained.
   *
   * @throws StoreException when the database cannot be used any more
   * @throws SetupException when no FFmpeg runs here; every row is as it was then
   */
  public void run() throws StoreException, SetupException, InterruptedException {
    log.info(
        "Worker {} takes jobs from {} with {} threads",
        worker.name(),
        settings.database(),
        settings.loop().threads());
    check.start();
    notice.ready();
    worker.run();
    Optional<String> problem = check.problem();
    // It notes its ffmpeg in the worker's folder, which goes when all is closed.
    check.awaitEnd();
    log.info("Worker {} has ended", worker.name());
    Logging.flush();
    if (problem.isPresent()) {
      throw new SetupException(problem.get());
    }
  }

  /**
   * Takes over limits that have changed: jobs at once, the lanes of this machine, and providers'
   * limits. Any thread.
   */
  public void changeLimits(int threads, LaneSettings laneSettings, List<ProviderSetup> providers) {
    worker.limit(
        LaneCatalog.lanes(laneSettings, settings.extensions().programs(), parts.gpus(), threads));
    parts.pins().resize(laneSettings.gpuJobGb(), laneSettings.gpuReserveGb());
    worker.resize(threads);
    parts.remote().ifPresent(jobs -> jobs.limit(providers));
  }

  /** Sends word of ended jobs to the URLs their rows name, until closed. */
  public void tellCallbacks(WebhookSettings how) {
    Webhooks webhooks = Webhooks.start(store.outbox(), how, parts.clock());
    services.add(webhooks);
    listeners.add(endings -> webhooks.ring());
  }

  /**
   * Serves the page and the API until closed.
   *
   * @param logDir where the log's file is
   * @return where it is reached
   * @throws SetupException when it cannot listen there
   */
  public InetSocketAddress serve(HttpSettings how, Path logDir)
      throws SetupException, StoreException {
    WebService web = WebService.start(this, how, logDir);
    services.add(web);
    listeners.add(web::changed);
    log.info("The page and the API are at {}", web.url());
    return web.address();
  }

  AppSettings settings() {
    return settings;
  }

  Parts parts() {
    return parts;
  }

  Ffmpeg ffmpeg() {
    return ffmpeg;
  }

  Workspace workspace() {
    return workspace;
  }

  String workerName() {
    return worker.name();
  }

  /** Why it cannot take jobs just now, each a sentence. */
  List<String> problems() {
    Optional<String> problem = check.problem();
    if (problem.isPresent()) {
      return List.of(problem.get());
    }
    if (stopping) {
      return List.of("The worker is stopping.");
    }
    return check.hasFound() ? List.of() : List.of("FFmpeg is being looked for.");
  }

  /** Asks for the end: running jobs have the grace time. Any thread, any number of times. */
  public void stop() {
    notice.stopping();
    stopping = true;
    worker.stop();
  }

  /** Asks for the end at once: running jobs are stopped and given back. */
  public void stopNow() {
    stopping = true;
    worker.stopNow();
  }

  @Override
  public void close() {
    notice.close();
    for (AutoCloseable service : services) {
      try {
        service.close();
      } catch (Exception e) {
        log.debug("closing a service", e);
      }
    }
    uploads.ifPresent(Uploads::close);
    workspace.close();
    store.close();
  }
}
