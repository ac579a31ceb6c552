package mediaworker.concurrent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A request to stop one piece of work, with its reason. Set at most once; the first reason stays.
 *
 * <p>Actions registered with {@link #onCancel} run on the cancelling thread, outside the lock, so
 * they may kill a process or close a socket but must not block for long. Safe for use by many
 * threads.
 */
public final class Cancellation {

  /** Why the work is to stop. */
  public enum Reason {
    /** The row is no longer ours: a person cancelled, restarted or deleted it. */
    TAKEN_BACK,
    /** The worker is stopping; the row goes back to the queue with its attempt. */
    SHUTDOWN,
    /** The job's own time limit has passed. */
    TIME_LIMIT
  }

  /** Takes an action back; closing twice is harmless. */
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /** A registration of its own even when the same action is registered twice. */
  private static final class Action {
    private final Runnable body;

    Action(Runnable body) {
      this.body = body;
    }

    Runnable body() {
      return body;
    }
  }

  private final List<Action> actions = new ArrayList<>(); // guarded by this
  private @Nullable Reason reason; // guarded by this

  /**
   * Asks for the stop and runs the registered actions.
   *
   * @return false when it had been asked for before; that earlier reason stays
   * @throws RuntimeException the first one that an action threw, after all of them have run
   */
  public boolean cancel(Reason why) {
    Action[] toRun;
    synchronized (this) {
      if (reason != null) {
        return false;
      }
      reason = why;
      toRun = actions.toArray(new Action[0]);
      actions.clear();
    }
    RuntimeException failure = null;
    for (Action action : toRun) {
      try {
        action.body().run();
      } catch (RuntimeException e) {
        // The others kill processes and close sockets: they must have their turn.
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
    return true;
  }

  /** Whether a stop has been asked for. */
  public synchronized boolean isCancelled() {
    return reason != null;
  }

  /** Why, once it has been asked for. */
  public synchronized Optional<Reason> reason() {
    return Optional.ofNullable(reason);
  }

  /**
   * Throws when a stop has been asked for.
   *
   * @throws CancellationException then; its message is the reason's name
   */
  public void throwIfCancelled() {
    Optional<Reason> why = reason();
    if (why.isPresent()) {
      throw new CancellationException(why.get().name());
    }
  }

  /**
   * Registers what to do on a stop. Runs at once, on this thread, when it has already been asked
   * for.
   */
  public Registration onCancel(Runnable action) {
    synchronized (this) {
      if (reason == null) {
        Action registered = new Action(action);
        actions.add(registered);
        return () -> remove(registered);
      }
    }
    action.run();
    return () -> {};
  }

  private synchronized void remove(Action action) {
    actions.remove(action);
  }
}
