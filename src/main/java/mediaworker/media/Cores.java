package mediaworker.media;

/**
 * Divides the machine's cores among the media jobs that run at once: each gets its part of them
 * when it begins, and at least one. A job that is already running keeps what it got, so for a while
 * a few threads more than cores may run. Safe for use by many threads.
 */
public final class Cores {

  private final int all;
  private final boolean fixed;
  private int sharing; // guarded by this

  private Cores(int all, boolean fixed) {
    this.all = all;
    this.fixed = fixed;
  }

  /** These many for each job, however many jobs run. */
  public static Cores fixed(int each) {
    return new Cores(Math.max(1, each), true);
  }

  /** So many in all, shared by the jobs that run. */
  public static Cores shared(int all) {
    return new Cores(Math.max(1, all), false);
  }

  /** Takes a job's part, to be closed when the job ends. */
  public synchronized Share take() {
    sharing++;
    int part = fixed ? all : Math.max(1, (all + sharing - 1) / sharing);
    return new Share(part);
  }

  private synchronized void giveBack() {
    sharing--;
  }

  /** A job's part of the cores. Not for use by several threads. */
  public final class Share implements AutoCloseable {
    private final int threads;
    private boolean open = true;

    private Share(int threads) {
      this.threads = threads;
    }

    /** How many threads the job should compute with, at least 1. */
    public int threads() {
      return threads;
    }

    @Override
    public void close() {
      if (open) {
        open = false;
        giveBack();
      }
    }
  }
}
