package mediaworker.cli.setup;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import mediaworker.app.App;
import mediaworker.app.AppSettings;
import mediaworker.app.Logging;
import mediaworker.app.SetupException;
import mediaworker.cli.console.ExitCodes;
import mediaworker.cli.console.Signals;
import mediaworker.cli.wiring.Wiring;
import mediaworker.concurrent.Cancellation;
import mediaworker.config.Settings;
import mediaworker.demo.BeforeAfterSheet;
import mediaworker.demo.DemoClips;
import mediaworker.jobs.StoreException;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.process.ProcessRunner;
import mediaworker.store.sqlite.SqliteJobStore;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mediaworker.store.sqlite.desk.PlainSql;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The main job from end to end, in a folder of its own. */
@Command(
    name = "demo",
    description = {
      "Show the main job from end to end: draw two green-screen clips, queue keying and stitching"
          + " as plain SQL rows, run the worker until the queue is empty, and name the outputs."
    })
public final class DemoCommand implements Callable<Integer> {

  private static final List<String> KEYING =
      List.of(
          "INSERT INTO jobs (job_type, input_data) VALUES"
              + " ('keying', '{\"video\": \"jellyfish.mp4\", \"output_name\": \"jellyfish\"}')",
          "INSERT INTO jobs (job_type, input_data) VALUES"
              + " ('keying', '{\"video\": \"kite.mp4\", \"output_name\": \"kite\"}')",
          "INSERT INTO jobs (job_type, input_data) VALUES"
              + " ('keying', '{\"video\": \"kite.mp4\", \"background\": \"#243b6b\","
              + " \"output_name\": \"kite-on-blue\"}')");

  /** Joins what the others have made, so it is queued when that is there. */
  private static final List<String> STITCHING =
      List.of(
          "INSERT INTO jobs (job_type, input_data) VALUES"
              + " ('stitching', '{\"videos\": [\"output/jellyfish.webm\", \"output/kite.webm\"],"
              + " \"transition\": \"crossfade\", \"output_name\": \"both\"}')");

  @Spec CommandSpec spec;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = "demo",
      description = "Where to work; a number is added when it is there. Default: ${DEFAULT-VALUE}")
  Path folder = Path.of("demo");

  @Option(
      names = "--ffmpeg",
      paramLabel = "FILE",
      description = "An ffmpeg to use (ffprobe beside it). Default: the embedded one")
  @Nullable Path ffmpeg;

  @Option(
      names = "--ffmpeg-cache-dir",
      paramLabel = "DIR",
      description = "Where the embedded FFmpeg is unpacked. Default: the user's cache folder")
  @Nullable Path ffmpegCacheDir;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    if (folder.toAbsolutePath().normalize().getFileName() == null) {
      throw new ParameterException(
          spec.commandLine(),
          "--dir: "
              + folder
              + " has no name, and the demonstration needs a folder of its own; name one below it");
    }
    Path dir = newFolder();
    Optional<String> problem = Logging.problem(dir.resolve("logs"), "--dir");
    if (problem.isPresent()) {
      spec.commandLine().getErr().println(problem.get());
      return ExitCodes.USAGE;
    }
    try {
      Files.createDirectories(dir);
    } catch (IOException e) {
      spec.commandLine().getErr().println(cannotBeMade(dir));
      return ExitCodes.DATABASE;
    }
    try {
      return show(dir, out);
    } catch (StoreException e) {
      spec.commandLine().getErr().println(e.sentence());
      return ExitCodes.DATABASE;
    } catch (SetupException e) {
      spec.commandLine().getErr().println(e.sentence());
      return ExitCodes.USAGE;
    } catch (MediaException e) {
      spec.commandLine().getErr().println(e.sentence());
      return ExitCodes.FAULT;
    }
  }

  private static @Nullable Path absolute(@Nullable Path path) {
    return path == null || path.toString().isBlank() ? null : path.toAbsolutePath();
  }

  private Path newFolder() {
    Path first = folder.toAbsolutePath().normalize();
    Path dir = first;
    for (int number = 2; Files.exists(dir); number++) {
      dir = first.resolveSibling(first.getFileName() + "-" + number);
    }
    return dir;
  }

  private static String cannotBeMade(Path dir) {
    Path there = dir;
    while (there.getParent() != null && !Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
      there = there.getParent();
    }
    String why =
        !Files.exists(there)
            ? " is a link to something that is not there: remove it,"
            : Files.isDirectory(there)
                ? " cannot be written: check its owner and rights,"
                : " is no folder: remove it,";
    return "The folder "
        + dir
        + " cannot be made, since "
        + there
        + why
        + " or name another with --dir.";
  }

  private Integer show(Path dir, PrintWriter out)
      throws IOException, InterruptedException, MediaException, SetupException, StoreException {
    AppSettings app =
        Wiring.withoutProviders(
            Settings.of(dir.resolve("jobs.db"), absolute(ffmpeg), absolute(ffmpegCacheDir)), true);
    Ffmpeg ffmpeg = new Ffmpeg(app.ffmpeg(), new ProcessRunner());
    out.println("Drawing two green-screen clips in " + dir + " ...");
    List<Path> clips = new DemoClips(ffmpeg).draw(dir, new Cancellation());

    SqliteDatabase database = SqliteDatabase.orNew(app.database(), app.durability());
    SqliteJobStore.open(database, Clock.system(ZoneId.systemDefault())).close();
    Signals signals = Signals.listen();
    out.println();
    out.println("Queueing, as you would with: sqlite3 " + app.database());
    queue(KEYING, database, out);
    out.println();
    out.println("Running the worker until the queue is empty:");
    out.flush();
    Logging.forDaemon("info", dir.resolve("logs"));
    drain(app, signals);
    if (areAllCompleted(database)) {
      out.println();
      out.println("Queueing what joins the two, transparency kept:");
      queue(STITCHING, database, out);
      out.println();
      out.flush();
      drain(app, signals);
    }
    return report(dir, database, ffmpeg, clips, out);
  }

  private static void queue(List<String> rows, SqliteDatabase database, PrintWriter out)
      throws StoreException {
    for (String row : rows) {
      PlainSql.run(database, row);
      out.println("  " + row + ";");
    }
  }

  private static void drain(AppSettings app, Signals signals)
      throws StoreException, SetupException, InterruptedException {
    try (App worker = App.open(app, Clock.system(ZoneId.systemDefault()))) {
      signals.tell(worker::stop, worker::stopNow);
      worker.run();
    }
  }

  private static boolean areAllCompleted(SqliteDatabase database) throws StoreException {
    return PlainSql.run(database, "SELECT 1 FROM jobs WHERE status <> 'completed'").isEmpty();
  }

  private Integer report(
      Path dir, SqliteDatabase database, Ffmpeg ffmpeg, List<Path> clips, PrintWriter out)
      throws StoreException, IOException, InterruptedException, MediaException {
    out.println();
    out.println("What the table says now:");
    List<List<String>> jobs =
        PlainSql.run(
            database,
            "SELECT id, job_type, status, COALESCE(result_data, error_message) FROM jobs"
                + " ORDER BY id");
    for (List<String> job : jobs) {
      out.println(
          String.format(
              Locale.ROOT, "  %s  %-10s %-10s %s", job.get(0), job.get(1), job.get(2), job.get(3)));
    }
    if (!jobs.stream().allMatch(job -> job.get(2).equals("completed"))) {
      return ExitCodes.JOB_FAILED;
    }
    List<BeforeAfterSheet.Row> rows = new ArrayList<>();
    for (int i = 0; i < clips.size(); i++) {
      rows.add(new BeforeAfterSheet.Row(clips.get(i), dir.resolve(jobs.get(i).get(3))));
    }
    Path sheet = dir.resolve("before-after.png");
    new BeforeAfterSheet(ffmpeg).make(rows, sheet, new Cancellation());
    out.println();
    out.println("The outputs are in  " + dir.resolve("output"));
    out.println("Before and after:   " + sheet);
    out.println("Have a look with:   sqlite3 " + database.file() + " 'SELECT * FROM v_recent'");
    return ExitCodes.OK;
  }
}
