package mediaworker.cli.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import mediaworker.app.LaneCatalog;
import mediaworker.app.LiveWorkers;
import mediaworker.app.Logging;
import mediaworker.app.ProviderCatalog;
import mediaworker.app.SetupException;
import mediaworker.assets.AssetException;
import mediaworker.assets.s3.S3Bucket;
import mediaworker.assets.s3.S3Settings;
import mediaworker.cli.wiring.PaidWiring;
import mediaworker.cli.wiring.Wiring;
import mediaworker.config.FamilyValues;
import mediaworker.config.Settings;
import mediaworker.handlers.command.ExternalProgram;
import mediaworker.handlers.command.Gpus;
import mediaworker.handlers.remote.ProviderSetup;
import mediaworker.handlers.remote.RemoteJobs;
import mediaworker.http.HttpProblem;
import mediaworker.http.HttpSettings;
import mediaworker.http.WebServer;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobFilter;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.StoreException;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.process.ProcessRunner;
import mediaworker.process.Programs;
import mediaworker.providers.ProviderDescription;
import picocli.CommandLine.Model.CommandSpec;

/** Looks at settings, database, FFmpeg, folders and disk. */
final class SetupCheck {

  private final Settings settings;
  private final CommandSpec spec;
  private final Findings findings;

  /** Whether a worker is at the database, and so perhaps at its port. */
  private boolean runs;

  /**
   * @param spec the command's, by which the values of families are known
   * @param findings gets a line for each thing that is looked at
   */
  SetupCheck(Settings settings, CommandSpec spec, Findings findings) {
    this.settings = settings;
    this.spec = spec;
    this.findings = findings;
  }

  /** Looks at all of it and tells a line each. */
  void look() throws InterruptedException {
    Wiring.warnings(spec).forEach(sentence -> findings.line("NOTE", "settings", sentence));
    checkDatabase();
    checkFfmpeg();
    findings.ok(
        "jobs",
        settings.maxConcurrentJobs()
            + " at once, "
            + (settings.threadsPerJob() > 0
                ? "each with " + settings.threadsPerJob() + " of "
                : "sharing ")
            + Runtime.getRuntime().availableProcessors()
            + " cores");
    checkLanes();
    checkReadable("base folder", settings.baseDir());
    settings.inputDirs().forEach(folder -> checkReadable("input folder", folder));
    checkWritable("output folder", settings.outputDir());
    checkWritable("library folder", settings.libraryDir());
    checkWritable("temp folder", settings.tempDir());
    Logging.problem(settings.logDir(), "log-dir")
        .ifPresentOrElse(
            problem -> findings.problem("log folder", problem),
            () -> checkWritable("log folder", settings.logDir()));
    Wiring.programs(settings, Wiring.families(spec)).forEach(this::checkProgram);
    checkProviders();
    checkStorage();
    checkHttp();
  }

  private void checkDatabase() {
    try {
      try (JobDesk desk = Wiring.desk(settings)) {
        runs = !LiveWorkers.of(desk.state(0).workers()).isEmpty();
        long decide = count(desk, Set.of(JobStatus.NEEDS_DECISION));
        long open = count(desk, JobStatus.NOT_OVER) - decide;
        findings.ok(
            "database",
            settings.db()
                + (open == 0 ? ", nothing is waiting" : ", " + jobs(open) + " not over")
                + (decide == 0
                    ? ""
                    : ", "
                        + (decide == 1 ? "1 job needs" : decide + " jobs need")
                        + " a decision: bin/worker list --status decide"));
      }
    } catch (StoreException e) {
      findings.problem("database", e.sentence());
    }
  }

  private static long count(JobDesk desk, Set<String> statuses) throws StoreException {
    return desk.count(JobFilter.ALL.withStatuses(statuses));
  }

  private static String jobs(long count) {
    return count == 1 ? "1 job is" : count + " jobs are";
  }

  private void checkFfmpeg() throws InterruptedException {
    try {
      Ffmpeg ffmpeg = new Ffmpeg(Wiring.ffmpeg(settings), new ProcessRunner());
      findings.ok("ffmpeg", ffmpeg.describe());
      for (String encoder : new String[] {"libvpx-vp9", "prores_ks", "png"}) {
        if (!ffmpeg.encoders().contains(encoder)) {
          findings.problem("ffmpeg", "it has no encoder " + encoder + "; use the embedded one");
        }
      }
      findings.ok("H.264", ffmpeg.h264Encoder());
    } catch (MediaException e) {
      findings.problem("ffmpeg", e.sentence());
    } catch (IOException e) {
      findings.problem("ffmpeg", "it could not be started: " + e.getMessage());
    }
  }

  private void checkLanes() throws InterruptedException {
    List<ExternalProgram> programs = Wiring.programs(settings, Wiring.families(spec));
    Gpus gpus =
        LaneCatalog.needsGpu(settings.lanes(), programs)
            ? Gpus.find(settings.lanes().nvidiaSmi(), new ProcessRunner())
            : Gpus.NONE;
    for (LaneCatalog.Explained lane :
        LaneCatalog.explain(settings.lanes(), programs, gpus, settings.maxConcurrentJobs())) {
      findings.ok(
          "lane " + lane.lane(),
          lane.places()
              + " at once, from "
              + lane.why()
              + (lane.lane().equals("not keying")
                  ? ""
                  : ": " + String.join(", ", new TreeSet<>(lane.kinds()))));
    }
  }

  private void checkStorage() throws InterruptedException {
    FamilyValues values = Wiring.families(spec);
    List<String> missing = settings.storage().problems(values);
    missing.forEach(what -> findings.problem("S3", what));
    if (!missing.isEmpty()) {
      return;
    }
    try {
      Optional<S3Settings> storage = Wiring.storage(settings, values);
      if (storage.isPresent()) {
        S3Bucket bucket = new S3Bucket(storage.get());
        bucket.check();
        findings.ok("S3", bucket.shown());
      }
    } catch (SetupException | AssetException e) {
      findings.problem("S3", String.valueOf(e.getMessage()));
    }
  }

  private void checkHttp() {
    FamilyValues values = Wiring.families(spec);
    List<String> wrong = settings.web().problems(values);
    wrong.forEach(what -> findings.problem("http", what));
    if (wrong.isEmpty()) {
      try {
        Optional<HttpSettings> http = Wiring.http(settings, values);
        if (http.isPresent()) {
          checkWritable("upload folder", http.get().uploads());
          WebServer.check(http.get(), runs);
          findings.ok("http", http.get().address() + ":" + http.get().port());
        }
      } catch (SetupException | HttpProblem e) {
        findings.problem("http", String.valueOf(e.getMessage()));
      }
    }
  }

  private void checkProviders() {
    FamilyValues values = Wiring.families(spec);
    List<ProviderSetup> providers = ProviderCatalog.make(values, InstantSource.system());
    for (ProviderSetup setup : providers) {
      ProviderDescription about = setup.description();
      String types = String.join(", ", RemoteJobs.jobTypes(setup.provider()));
      Optional<String> key =
          about.keyVariables().stream().filter(name -> values.secret(name).isPresent()).findFirst();
      if (key.isPresent()) {
        findings.ok(
            about.name(),
            key.get()
                + " is set; serves "
                + types
                + "; a lane of "
                + setup.limits().inFlight()
                + " at once, from "
                + about.name()
                + ".in-flight");
      } else {
        findings.line(
            "no key",
            about.name(),
            "put "
                + about.keyVariables().get(0)
                + " into .env, made at "
                + about.keysAt()
                + "; would serve "
                + types);
      }
    }
    ProviderCatalog.problems(PaidWiring.preferences(settings), providers)
        .forEach(what -> findings.problem("providers", what));
  }

  private void checkProgram(ExternalProgram program) {
    String what = program.jobType();
    String name = program.template().program();
    Optional<Path> file = Programs.find(name, program.surroundings().home());
    Path directory = program.surroundings().directory();
    if (file.isEmpty()) {
      findings.problem(
          what,
          "the program "
              + name
              + " is not on this machine or may not be run: see "
              + program.setting()
              + ".run");
    } else if (directory != null && !Files.isDirectory(directory)) {
      findings.problem(
          what, directory + " is not a folder: see " + program.setting() + ".directory");
    } else {
      findings.ok(what, file.get().toString());
    }
  }

  private void checkReadable(String what, Path folder) {
    if (!Files.isDirectory(folder)) {
      findings.problem(what, folder + " is not a folder");
    } else if (!Files.isReadable(folder)) {
      findings.problem(what, folder + " cannot be read by this user");
    } else {
      findings.ok(what, folder.toString());
    }
  }

  /** A folder that is missing is made when it is needed, so its nearest parent is looked at. */
  private void checkWritable(String what, Path folder) {
    Path existing = folder;
    while (existing.getParent() != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
      findings.problem(what, folder + " cannot be written: see " + existing);
      return;
    }
    try {
      long free = Files.getFileStore(existing).getUsableSpace();
      String space = String.format(Locale.ROOT, "%.1f GB free", free / 1e9);
      if (free < settings.limits().minFreeBytes()) {
        findings.problem(
            what,
            folder
                + " is on a disk with less room than min-free-mb wants, so media jobs wait: "
                + space);
      } else {
        findings.ok(what, folder + ", " + space);
      }
    } catch (IOException e) {
      findings.problem(what, folder + ": its disk cannot be asked for free space");
    }
  }
}
