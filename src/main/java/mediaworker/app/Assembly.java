package mediaworker.app;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mediaworker.assets.AssetLibrary;
import mediaworker.assets.AssetSettings;
import mediaworker.assets.FileAssetLibrary;
import mediaworker.assets.s3.S3Bucket;
import mediaworker.assets.s3.S3Settings;
import mediaworker.assets.s3.UploadedAssets;
import mediaworker.config.LaneSettings;
import mediaworker.handlers.JsonColumn;
import mediaworker.handlers.command.GpuPins;
import mediaworker.handlers.command.Gpus;
import mediaworker.handlers.remote.RemoteJobs;
import mediaworker.handlers.reuse.Reuse;
import mediaworker.handlers.upload.Uploads;
import mediaworker.jobs.JobHandler;
import mediaworker.jobs.Lanes;
import mediaworker.jobs.StoreException;
import mediaworker.media.Ffmpeg;
import mediaworker.process.ProcessRunner;
import mediaworker.providers.http.Transport;
import mediaworker.store.sqlite.SqliteJobStore;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mediaworker.worker.HandlerRegistry;
import mediaworker.worker.Worker;
import mediaworker.workspace.Workspace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds the parts of several packages and puts them together: what there is, and in which order.
 */
final class Assembly {

  private static final Logger log = LoggerFactory.getLogger(Assembly.class);

  private Assembly() {}

  /**
   * Opens the database and builds everything; runs nothing yet.
   *
   * @throws StoreException when the database cannot be used
   * @throws SetupException when a setting names an FFmpeg that is none
   */
  static App of(AppSettings settings, Clock clock) throws StoreException, SetupException {
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
      S3Bucket bucket = new S3Bucket(storage);
      UploadedAssets uploaded = new UploadedAssets(assets, storage, bucket);
      uploads =
          Optional.of(uploads(settings.assets(), uploaded, bucket, storage.keepLocal(), clock));
      assets = uploaded;
    }
    ProcessRunner processes = new ProcessRunner(workspace, settings.demands().niceness());
    Ffmpeg ffmpeg = new Ffmpeg(settings.ffmpeg(), processes);
    Gpus gpus = gpus(settings, processes);
    LaneSettings laneSettings = settings.extensions().lanes();
    GpuPins pins =
        new GpuPins(gpus, settings.tempDir(), laneSettings.gpuJobGb(), laneSettings.gpuReserveGb());
    Lanes lanes =
        LaneCatalog.lanes(
            laneSettings, settings.extensions().programs(), gpus, settings.loop().threads());
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
    }
    tidyBesides(paid);
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
    App.Parts parts =
        new App.Parts(database, clock, files, List.copyOf(handlers), paid, gpus, pins);
    return new App(settings, store, workspace, ffmpeg, worker, uploads, parts);
  }

  /** Of earlier lives: libraries, and answers kept of calls that are over; nobody waits for it. */
  private static void tidyBesides(Optional<RemoteJobs> paid) {
    Thread thread =
        new Thread(
            () -> {
              SqliteDatabase.removeLeftLibraries();
              try {
                if (paid.isPresent()) {
                  paid.get().tidy();
                }
              } catch (StoreException e) {
                log.info("Kept answers are tidied at the next start: {}", e.sentence());
              }
            },
            "Tidy");
    thread.setDaemon(true);
    thread.start();
  }

  private static Uploads uploads(
      AssetSettings places,
      UploadedAssets assets,
      S3Bucket bucket,
      boolean keepLocal,
      Clock clock) {
    Uploads.Folders folders =
        new Uploads.Folders(
            places.baseDir(),
            List.of(places.outputDir(), places.libraryDir(), places.animationsDir()),
            places.outputDir().resolve(".uploads"),
            keepLocal);
    return new Uploads(assets, bucket, folders, clock);
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
}
