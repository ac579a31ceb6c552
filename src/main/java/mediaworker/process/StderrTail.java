package mediaworker.process;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** The last lines a child wrote to its standard error. One thread reads them, others may ask. */
final class StderrTail {

  /** How many are kept for the message of a failure. */
  private static final int MOST = 50;

  private final Deque<String> lines = new ArrayDeque<>(); // guarded by this
  private final Consumer<String> listener;

  StderrTail(Consumer<String> listener) {
    this.listener = listener;
  }

  void read(InputStream in) {
    try (in) {
      TextLines.read(
          in,
          line -> {
            add(line);
            listener.accept(line);
          });
    } catch (IOException e) {
      add("(the rest of standard error could not be read: " + e.getMessage() + ")");
    }
  }

  private synchronized void add(String line) {
    if (lines.size() == MOST) {
      lines.removeFirst();
    }
    lines.addLast(line);
  }

  synchronized List<String> lines() {
    return new ArrayList<>(lines);
  }
}
