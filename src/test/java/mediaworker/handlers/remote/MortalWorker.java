package mediaworker.handlers.remote;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import okhttp3.HttpUrl;

/**
 * A worker that stands still at a named point, says so, and waits to be killed.
 *
 * <p>Arguments: the folder, the provider's URL, whether the provider can be asked for lost calls,
 * the point or "random", and at which of its passings.
 */
final class MortalWorker {

  private MortalWorker() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    PlainProvider provider =
        new PlainProvider("kling", HttpUrl.get(args[1]), Boolean.parseBoolean(args[2]));
    String point = args[3];
    AtomicInteger left = new AtomicInteger(Integer.parseInt(args[4]));
    PaidStudio studio = new PaidStudio(folder);
    studio.start(
        List.of(provider.setup(50, 100_000, "0", 0)),
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
}
