package mediaworker.app;

import java.util.HashMap;
import java.util.Map;
import mediaworker.concurrent.Cancellation;

/**
 * Work that somebody looks at: of each view only the latest is of use, so what comes later ends
 * what is still being done for it. Safe for use by many threads.
 */
final class ViewedWork {

  private final Cancellation all;
  private final Map<String, Cancellation> latest = new HashMap<>(); // guarded by itself

  /** Work that ends with another as well. */
  ViewedWork(Cancellation all) {
    this.all = all;
  }

  /** A piece of work, until it is closed. */
  final class Piece implements AutoCloseable {
    private final String view;
    private final Cancellation cancellation = new Cancellation();
    private final Cancellation.Registration ending;

    private Piece(String view) {
      this.view = view;
      this.ending = all.onCancel(() -> cancellation.cancel(Cancellation.Reason.SHUTDOWN));
    }

    Cancellation cancellation() {
      return cancellation;
    }

    /** Whether it was ended by a later one of its view. */
    boolean isOutdated() {
      return cancellation.reason().filter(Cancellation.Reason.TAKEN_BACK::equals).isPresent();
    }

    @Override
    public void close() {
      ending.close();
      synchronized (latest) {
        latest.remove(view, cancellation);
      }
    }
  }

  /**
   * Begins a piece and ends the one before.
   *
   * @param view any name; empty for work that nothing ends
   */
  Piece begin(String view) {
    Piece piece = new Piece(view);
    if (!view.isEmpty()) {
      Cancellation before;
      synchronized (latest) {
        before = latest.put(view, piece.cancellation);
      }
      if (before != null) {
        before.cancel(Cancellation.Reason.TAKEN_BACK);
      }
    }
    return piece;
  }
}
