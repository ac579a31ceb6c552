package mediaworker.crash;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import mediaworker.app.App;
import mediaworker.app.AppSettings;
import mediaworker.app.ProviderCatalog;
import mediaworker.assets.AssetSettings;
import mediaworker.config.FamilyValues;
import mediaworker.handlers.remote.PlainProvider;
import mediaworker.handlers.remote.ProviderSetup;
import mediaworker.handlers.remote.RemoteSettings;
import mediaworker.jobs.RetryPolicy;
import mediaworker.media.FfmpegSettings;
import mediaworker.providers.http.TransportSettings;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mediaworker.worker.DispatcherSettings;
import okhttp3.HttpUrl;

/**
 * The whole worker as the command line builds it, but with a clock that can be moved and a provider
 * that costs nothing. Arguments: the base folder, the provider's URL, the lease in milliseconds,
 * the floor of free bytes, and the step of a paid call at which it stands still ("never" for none).
 *
 * <p>Says RUNS, and AT with a step. Obeys lines of its standard input: {@code clock SECONDS} moves
 * its clock so far from the machine's, {@code stop} ends it in good order.
 */
public final class CrashDaemon {

  private static final int THREADS = 3;

  private CrashDaemon() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    String point = arguments[4];
    MovableClock clock = new MovableClock(ZoneId.systemDefault());
    PlainProvider provider = new PlainProvider("kling", HttpUrl.get(arguments[1]), true);
    Path output = folder.resolve("output");
    AppSettings settings =
        new AppSettings(
            folder.resolve("jobs.db"),
            SqliteDatabase.Durability.FULL,
            AppSettings.Demands.USUAL,
            new DispatcherSettings(
                THREADS,
                Duration.ofSeconds(1),
                Duration.ofMillis(Long.parseLong(arguments[2])),
                Duration.ofSeconds(30),
                false),
            new RetryPolicy(Duration.ofMillis(50), Duration.ofMillis(100)),
            output.resolve(".tmp"),
            new AssetSettings(
                folder,
                output,
                folder.resolve("static/library"),
                List.of(),
                true,
                1 << 26,
                Duration.ofSeconds(20),
                SqliteDatabase.filesOf(folder.resolve("jobs.db")),
                Long.parseLong(arguments[3])),
            new FfmpegSettings(
                null, Path.of("target/ffmpeg"), 0, Duration.ofMinutes(5), Duration.ofMinutes(1)),
            new AppSettings.PaidJobs(
                providers(provider),
                new RemoteSettings(
                    output.resolve(".calls"),
                    Map.of(),
                    Duration.ofHours(1),
                    Duration.ofSeconds(2),
                    step -> standStillAt(point, step)),
                TransportSettings.usual(Set.of("127.0.0.1"), true)),
            AppSettings.Extensions.NONE);
    try (App app = App.open(settings, clock)) {
      Thread commands = new Thread(() -> obey(app, clock), "Commands");
      commands.setDaemon(true);
      commands.start();
      say("RUNS");
      app.run();
    }
    say("ENDED");
  }

  /** All that there are, none with a key, but for the one that costs nothing. */
  private static List<ProviderSetup> providers(PlainProvider free) {
    Map<String, Map<String, String>> usual = new HashMap<>();
    ProviderCatalog.families().forEach(family -> usual.put(family.name(), family.defaults()));
    List<ProviderSetup> all =
        new ArrayList<>(
            ProviderCatalog.make(new FamilyValues(usual, Map.of()), InstantSource.system()));
    all.removeIf(setup -> setup.description().name().equals(free.name()));
    all.add(free.setup(50, 100_000, "0", 0));
    return all;
  }

  private static void standStillAt(String point, String step) {
    if (point.equals(step)) {
      say("AT " + step);
      while (true) {
        LockSupport.park();
      }
    }
  }

  private static void obey(App app, MovableClock clock) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals("stop")) {
          app.stop();
        } else if (line.startsWith("clock ")) {
          clock.offset = Duration.ofSeconds(Long.parseLong(line.substring(6)));
          say("MOVED");
        }
      }
    } catch (java.io.IOException e) {
      // As if it had ended.
    }
    Runtime.getRuntime().halt(3); // whoever started this is gone
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  /** The machine's clock, moved. */
  private static final class MovableClock extends Clock {
    private final ZoneId zone;
    private volatile Duration offset = Duration.ZERO;

    MovableClock(ZoneId zone) {
      this.zone = zone;
    }

    @Override
    public ZoneId getZone() {
      return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
      throw new UnsupportedOperationException("nobody asks for it");
    }

    @Override
    public Instant instant() {
      return Instant.now().plus(offset);
    }
  }
}
