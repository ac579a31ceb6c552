package mediaworker.cli.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import mediaworker.app.App;
import mediaworker.app.Logging;
import mediaworker.app.ProviderCatalog;
import mediaworker.cli.wiring.Wiring;
import mediaworker.config.ConfigException;
import mediaworker.config.Settings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.PicocliException;

/**
 * Takes over settings that may change while a worker runs: max-concurrent-jobs, log-level, those of
 * the lanes (cpu-jobs, max-parallel-workers, enable-parallel-processing, gpu-job-gb,
 * gpu-reserve-gb, reserved-for-keying, ageing), and the providers' in-flight, starts-per-minute and
 * daily-budget. Where anything is wrong nothing changes.
 */
public final class Reload implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(Reload.class);

  /** Reads all settings anew. */
  @FunctionalInterface
  public interface Reread {
    /** A command that has them, and runs nothing. */
    DaemonCommand read();
  }

  private final App app;
  private final Reread reread;
  private final ReentrantLock lock = new ReentrantLock();
  private Settings settings; // guarded by lock

  Reload(App app, Settings settings, Reread reread) {
    this.app = app;
    this.settings = settings;
    this.reread = reread;
  }

  /** Runs on the thread that heard of the signal. */
  @Override
  public void run() {
    lock.lock();
    try {
      DaemonCommand fresh = reread.read();
      app.changeLimits(
          fresh.settings.maxConcurrentJobs(),
          fresh.settings.lanes(),
          ProviderCatalog.make(Wiring.families(fresh.spec), java.time.InstantSource.system()));
      Logging.level(fresh.settings.logLevel());
      List<String> changes = changes(settings, fresh.settings);
      log.info(
          "Reloaded limits and log level{}",
          changes.isEmpty() ? "" : ": " + String.join(", ", changes));
      settings = fresh.settings;
    } catch (ConfigException | PicocliException e) {
      log.error("Nothing was reloaded: {}", e.getMessage());
    } finally {
      lock.unlock();
    }
  }

  private static List<String> changes(Settings before, Settings now) {
    List<String> changes = new ArrayList<>();
    change(changes, "max-concurrent-jobs", before.maxConcurrentJobs(), now.maxConcurrentJobs());
    change(changes, "log-level", before.logLevel(), now.logLevel());
    before
        .lanes()
        .changeable()
        .forEach((name, value) -> change(changes, name, value, now.lanes().changeable().get(name)));
    return changes;
  }

  private static void change(
      List<String> changes, String name, Object before, @Nullable Object now) {
    if (!before.equals(now)) {
      changes.add(name + " " + before + " → " + now);
    }
  }
}
