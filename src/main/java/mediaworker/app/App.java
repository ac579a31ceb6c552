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
import mediaworker.assets.AssetSettings;
import mediaworker.assets.FileAssetLibrary;
import mediaworker.assets.s3.S3Bucket;
import mediaworker.assets.s3.S3Settings;
import mediaworker.assets.s3.UploadedAssets;
import mediaworker.config.LaneSettings;
import mediaworker.handlers.JsonColumn;
import mediaworker.handlers.command.ExternalProgram;
import mediaworker.handlers.command.GpuPins;
import mediaworker.handlers.command.Gpus;
import mediaworker.handlers.remote.ProviderSetup;
import mediaworker.handlers.remote.RemoteJobs;
import mediaworker.handlers.reuse.Reuse;
import mediaworker.handlers.upload.Uploads;
import mediaworker.http.HttpSettings;
import mediaworker.jobs.Ending;
import mediaworker.jobs.JobHandler;
import mediaworker.jobs.Lanes;
import mediaworker.jobs.StoreException;
import mediaworker.media.Ffmpeg;
import mediaworker.process.ProcessRunner;
import mediaworker.providers.http.Transport;
import mediaworker.store.sqlite.SqliteDatabase;
import mediaworker.store.sqlite.SqliteJobStore;
import mediaworker.webhooks.WebhookSettings;
import mediaworker.webhooks.Webhooks;
import mediaworker.worker.HandlerRegistry;
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

  private App(
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
    Optional<String> wrong = Ffmpeg.wrongSetting(settings.ffmpeg());
    if (wrong.isPresent()) {
      throw new SetupException(wrong.get());
    }
    SqliteDatabase database =
        SqliteDatabase.existing(settings.database(), settings.durability())
            .among(LiveWorkers.presence());
    loadBesides();
    SqliteJobStore store = SqliteJobStore.open(database, clock);
    for (String change : store.changes()) {
      log.info("Database {}: {}", database.file(), change);
    }
    Workspace workspace = new Workspace(settings.tempDir());
    AssetLibrary files = new FileAssetLibrary(settings.assets(), workspace);
    AssetLibrary assets = files;
    Optional<Uploads> uploads = Optional.empty();
    if (settings.extensions().storage().isPresent()) {
      S3Settings storage = settings.extensions().storage().get();
      UploadedAssets uploaded = new UploadedAssets(assets, storage);
      uploads = Optional.of(uploads(settings.assets(), uploaded, storage, clock));
      assets = uploaded;
    }
    ProcessRunner processes = new ProcessRunner(workspace, settings.demands().niceness());
    Ffmpeg ffmpeg = new Ffmpeg(settings.ffmpeg(), processes);
    Gpus gpus = gpus(settings, processes);
    LaneSettings laneSettings = settings.extensions().lanes();
    GpuPins pins =
        new GpuPins(gpus, settings.tempDir(), laneSettings.gpuJobGb(), laneSettings.gpuReserveGb());
    Lanes lanes =
        lanes(laneSettings, settings.extensions().programs(), gpus, settings.loop().threads());
    store.limit(lanes);
    List<JobHandler<?>> handlers =
        new ArrayList<>(JobHandlers.local(settings, assets, ffmpeg, processes, pins));
    handlers.addAll(JobHandlers.parents(settings, assets, ffmpeg, store.children()));
    Runnable cancelAbandoned = () -> {};
    Optional<RemoteJobs> paid = Optional.empty();
    if (!settings.paid().providers().isEmpty()) {
      RemoteJobs remote =
          new RemoteJobs(
              settings.paid().providers(),
              settings.paid().remote(),
              store.calls(),
              assets,
              new Transport(settings.paid().transport()),
              clock);
      handlers.add(remote.handler());
      cancelAbandoned = remote.cancelAbandoned();
      paid = Optional.of(remote);
      tidyBesides(remote);
    }
    Reuse reuse = new Reuse(assets, store.reuse(), clock);
    List<JobHandler<?>> reusing = new ArrayList<>();
    handlers.forEach(handler -> reusing.add(reuse.around(handler)));
    Worker worker =
        new Worker(
            store,
            new HandlerRegistry(
                uploads
                    .<List<JobHandler<?>>>map(it -> reusing.stream().map(it::after).toList())
                    .orElse(reusing),
                settings.demands().rows()),
            settings.loop(),
            settings.retries(),
            workspace,
            clock,
            cancelAbandoned);
    Parts parts = new Parts(database, clock, files, List.copyOf(handlers), paid, gpus, pins);
    return new App(settings, store, workspace, ffmpeg, worker, uploads, parts);
  }

  /** Answers that earlier lives have kept of calls that are over; nobody waits for it. */
  private static void tidyBesides(RemoteJobs remote) {
    Thread thread =
        new Thread(
            () -> {
              try {
                remote.tidy();
              } catch (StoreException e) {
                log.info("Kept answers are tidied at the next start: {}", e.sentence());
              }
            },
            "Tidy");
    thread.setDaemon(true);
    thread.start();
  }

  private static Uploads uploads(
      AssetSettings places, UploadedAssets assets, S3Settings storage, Clock clock) {
    Uploads.Folders folders =
        new Uploads.Folders(
            places.baseDir(),
            List.of(places.outputDir(), places.libraryDir(), places.animationsDir()),
            places.outputDir().resolve(".uploads"),
            storage.keepLocal());
    return new Uploads(assets, new S3Bucket(storage), folders, clock);
  }

  /** What the first job needs is loaded while the database is opened, not while the job waits. */
  private static void loadBesides() {
    Thread thread = new Thread(JsonColumn::loadParser, "Loader");
    thread.setDaemon(true);
    thread.start();
  }

  private static Gpus gpus(AppSettings settings, ProcessRunner processes) throws SetupException {
    LaneSettings lanes = settings.extensions().lanes();
    if (!LaneCatalog.needsGpu(lanes, settings.extensions().programs())) {
      return Gpus.NONE;
    }
    try {
      return Gpus.find(lanes.nvidiaSmi(), processes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SetupException("The worker was stopped while it looked for GPUs.");
    }
  }

  private static Lanes lanes(
      LaneSettings settings, List<ExternalProgram> programs, Gpus gpus, int threads) {
    return LaneCatalog.lanes(settings, LaneCatalog.explain(settings, programs, gpus, threads));
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
    worker.limit(lanes(laneSettings, settings.extensions().programs(), parts.gpus(), threads));
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
