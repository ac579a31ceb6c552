package mediaworker.cli.console;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * TERM, INT and HUP, the first and the second time, and USR1, which asks for a reload. HUP is a
 * closed terminal where there is one, and asks for a reload where there is none, as daemons have
 * it. Under nohup HUP stays ignored: the JVM leaves a signal alone that was ignored when it
 * started.
 *
 * <p>A shutdown hook hears only the first signal and makes the exit code 143, so the JVM's signal
 * class is used; it is not part of Java SE, hence by reflection. Where it is missing, a hook does
 * what it can.
 */
public final class Signals {

  private static @Nullable Signals listening; // guarded by the class

  private int heard; // guarded by this
  private @Nullable Runnable first; // guarded by this
  private @Nullable Runnable again; // guarded by this
  private @Nullable Runnable reload; // guarded by this

  /** Package-private for tests: hears of no signal by itself. */
  Signals() {}

  /**
   * Begins to listen, if it has not been begun; what is heard before {@link #tell} is remembered.
   */
  public static synchronized Signals listen() {
    if (listening != null) {
      return listening;
    }
    Signals signals = new Signals();
    listening = signals;
    Runnable heed = signals::hear;
    try {
      handle("TERM", heed);
      handle("INT", heed);
      handle("HUP", () -> signals.hangUp(hasTerminal()));
      handle("USR1", signals::hearReload);
    } catch (ReflectiveOperationException | RuntimeException e) {
      Runtime.getRuntime().addShutdownHook(new Thread(heed, "Stop"));
    }
    return signals;
  }

  /**
   * Says what to do on the first signal and on each further one, and does it at once where they
   * have come already: a worker may be told to stop before it has started.
   */
  public synchronized void tell(Runnable onFirst, Runnable onAgain) {
    first = onFirst;
    again = onAgain;
    if (heard > 0) {
      onFirst.run();
    }
    if (heard > 1) {
      onAgain.run();
    }
  }

  /** Says what to do when a reload is asked for; what was asked before does not count. */
  public synchronized void tellReload(Runnable onReload) {
    reload = onReload;
  }

  /** A HUP: the terminal was closed, if there is one. */
  void hangUp(boolean terminal) {
    if (terminal) {
      hear();
    } else {
      hearReload();
    }
  }

  void hearReload() {
    Runnable heed;
    synchronized (this) {
      heed = reload;
    }
    if (heed != null) {
      heed.run();
    }
  }

  /** Only a process with a terminal can open it by this name. */
  private static boolean hasTerminal() {
    try (InputStream terminal = Files.newInputStream(Path.of("/dev/tty"))) {
      return terminal != null;
    } catch (IOException e) {
      return false;
    }
  }

  synchronized void hear() {
    heard++;
    Runnable heed = heard == 1 ? first : again;
    if (heed != null) {
      heed.run();
    }
  }

  /** Says what to do when the terminal's size has changed; nothing where that is not told. */
  static void onResize(Runnable heed) {
    try {
      handle("WINCH", heed);
    } catch (ReflectiveOperationException | RuntimeException e) {
      // The view stays as large as it is.
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
