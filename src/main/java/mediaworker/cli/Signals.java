package mediaworker.cli;

import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * TERM, INT and HUP (a closed terminal), the first and the second time. Under nohup HUP stays
 * ignored: the JVM leaves a signal alone that was ignored when it started.
 *
 * <p>A shutdown hook hears only the first signal and makes the exit code 143, so the JVM's signal
 * class is used; it is not part of Java SE, hence by reflection. Where it is missing, a hook does
 * what it can.
 */
final class Signals {

  private static @Nullable Signals listening; // guarded by the class

  private int heard; // guarded by this
  private @Nullable Runnable first; // guarded by this
  private @Nullable Runnable again; // guarded by this

  /** Package-private for tests: hears of no signal by itself. */
  Signals() {}

  /**
   * Begins to listen, if it has not been begun; what is heard before {@link #tell} is remembered.
   */
  static synchronized Signals listen() {
    if (listening != null) {
      return listening;
    }
    Signals signals = new Signals();
    listening = signals;
    Runnable heed = signals::hear;
    try {
      for (String name : new String[] {"TERM", "INT", "HUP"}) {
        handle(name, heed);
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      Runtime.getRuntime().addShutdownHook(new Thread(heed, "Stop"));
    }
    return signals;
  }

  /**
   * Says what to do on the first signal and on each further one, and does it at once where they
   * have come already: a worker may be told to stop before it has started.
   */
  synchronized void tell(Runnable onFirst, Runnable onAgain) {
    first = onFirst;
    again = onAgain;
    if (heard > 0) {
      onFirst.run();
    }
    if (heard > 1) {
      onAgain.run();
    }
  }

  synchronized void hear() {
    heard++;
    Runnable heed = heard == 1 ? first : again;
    if (heed != null) {
      heed.run();
    }
  }

  private static void handle(String name, Runnable heed) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Object proxy =
        Proxy.newProxyInstance(
            handler.getClassLoader(),
            new Class<?>[] {handler},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "equals" -> arguments != null && self == arguments[0];
                  case "hashCode" -> System.identityHashCode(self);
                  case "toString" -> "heeds " + name;
                  default -> {
                    heed.run();
                    yield null;
                  }
                });
    signal
        .getMethod("handle", signal, handler)
        .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
  }
}
