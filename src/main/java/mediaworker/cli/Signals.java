package mediaworker.cli;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * TERM, INT and HUP (a closed terminal), the first and the second time. Under nohup HUP stays
 * ignored: the JVM leaves a signal alone that was ignored when it started.
 *
 * <p>A shutdown hook hears only the first signal and makes the exit code 143, so the JVM's signal
 * class is used; it is not part of Java SE, hence by reflection. Where it is missing, a hook does
 * what it can.
 */
final class Signals {

  private Signals() {}

  /** Runs {@code first} on the first signal and {@code again} on each further one. */
  static void onTermination(Runnable first, Runnable again) {
    AtomicBoolean heard = new AtomicBoolean();
    Runnable heed =
        () -> {
          if (heard.compareAndSet(false, true)) {
            first.run();
          } else {
            again.run();
          }
        };
    try {
      for (String name : new String[] {"TERM", "INT", "HUP"}) {
        handle(name, heed);
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      Runtime.getRuntime().addShutdownHook(new Thread(heed, "Stop"));
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
