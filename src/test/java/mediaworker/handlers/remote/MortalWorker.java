package mediaworker.handlers.remote;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import mediaworker.app.ProviderCatalog;
import mediaworker.config.FamilyValues;
import mediaworker.process.ChildProcesses;
import okhttp3.HttpUrl;

/**
 * A worker that stands still at a named point, says so, and waits to be killed.
 *
 * <p>Arguments: the folder, the server's URL, which providers (a plain one that can be asked for
 * lost calls, "findable", or cannot, "forgetful"; or the "real" ones), the point or "random", and
 * at which of its passings.
 */
final class MortalWorker {

  private MortalWorker() {}

  public static void main(String[] args) throws Exception {
    ChildProcesses.endWithParent();
    Path folder = Path.of(args[0]);
    HttpUrl server = HttpUrl.get(args[1]);
    List<ProviderSetup> providers =
        args[2].equals("real")
            ? real(server)
            : List.of(
                new PlainProvider("kling", server, args[2].equals("findable"))
                    .setup(50, 100_000, "0", 0));
    String point = args[3];
    AtomicInteger left = new AtomicInteger(Integer.parseInt(args[4]));
    PaidStudio studio = new PaidStudio(folder);
    studio.start(
        providers,
        3,
        passed -> {
          boolean here = point.equals("random") || point.equals(passed);
          if (here && left.decrementAndGet() == 0) {
            System.out.println("AT " + passed);
            System.out.flush();
            while (true) {
              LockSupport.park();
            }
          }
        });
    System.out.println("RUNS");
    System.out.flush();
    Thread.currentThread().join();
  }

  /** All providers as the daemon has them, those that {@link WireServer} plays lead to it. */
  private static List<ProviderSetup> real(HttpUrl server) {
    Map<String, Map<String, String>> values =
        Map.of(
            "kling", Map.of("base-url", server.resolve("/kling") + "", "absent-after", "1s"),
            "replicate",
                Map.of("base-url", server.resolve("/replicate") + "", "absent-after", "1s"),
            "openai", Map.of("base-url", server.resolve("/openai") + ""),
            "bytedance", Map.of("base-url", server.resolve("/ark") + ""));
    Map<String, String> keys =
        Map.of(
            "KLING_API_KEY", "k-1",
            "REPLICATE_API_KEY", "r8-1",
            "OPENAI_API_KEY", "sk-1",
            "ARK_API_KEY", "a-1");
    List<ProviderSetup> quick = new ArrayList<>();
    for (ProviderSetup setup :
        ProviderCatalog.make(new FamilyValues(values, keys), InstantSource.system())) {
      quick.add(
          new ProviderSetup(
              setup.provider(),
              setup.description(),
              setup.hasKey(),
              setup.limits(),
              setup.taskTimeouts(),
              Duration.ofMillis(20),
              setup.recreateFailed()));
    }
    return quick;
  }
}
