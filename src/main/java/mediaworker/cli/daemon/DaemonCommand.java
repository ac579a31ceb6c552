package mediaworker.cli.daemon;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import mediaworker.app.App;
import mediaworker.app.Logging;
import mediaworker.app.SetupException;
import mediaworker.cli.console.ExitCodes;
import mediaworker.cli.console.Signals;
import mediaworker.cli.wiring.Wiring;
import mediaworker.config.Settings;
import mediaworker.jobs.StoreException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What {@code bin/worker} and {@code bin/worker run} share: the daemon in the foreground. */
public abstract class DaemonCommand extends Program implements Callable<Integer> {

  @Spec CommandSpec spec;

  @Mixin Settings settings;

  @Option(
      names = "--drain",
      description = "End with exit code 0 when nothing is left to do, instead of waiting for more.")
  boolean drain;

  private Reload.Reread reread = () -> this;

  /** Says how all settings are read anew, from the same places, when a reload is asked for. */
  public void rereadBy(Reload.Reread how) {
    reread = how;
  }

  @Override
  public Integer call() throws Exception {
    Signals signals = Signals.listen();
    PrintWriter err = spec.commandLine().getErr();
    if (isBaseDirWrong()) {
      err.println(
          "The base folder "
              + settings.baseDir()
              + " does not exist or is no folder: correct the setting base-dir.");
      return ExitCodes.USAGE;
    }
    if (Files.exists(settings.db())) {
      // Else a mistyped database would leave a folder of logs where it was looked for.
      Optional<String> problem = Logging.problem(settings.logDir(), "log-dir");
      if (problem.isPresent()) {
        err.println(problem.get());
        return ExitCodes.USAGE;
      }
      Logging.forDaemon(settings.logLevel(), settings.logDir());
    }
    try (App app =
        App.open(Wiring.app(settings, spec, drain), Clock.system(ZoneId.systemDefault()))) {
      signals.tell(app::stop, app::stopNow);
      signals.tellReload(new Reload(app, settings, reread));
      Wiring.reach(app, settings, spec);
      app.run();
      return ExitCodes.OK;
    } catch (SetupException e) {
      err.println(e.sentence());
      return ExitCodes.USAGE;
    } catch (StoreException e) {
      err.println(e.sentence());
      return ExitCodes.DATABASE;
    }
  }

  /** Where it is the database's folder, what is wrong is told about the database. */
  private boolean isBaseDirWrong() {
    return !Files.isDirectory(settings.baseDir())
        && !settings.baseDir().equals(settings.db().getParent());
  }
}
