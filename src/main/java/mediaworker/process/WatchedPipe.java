package mediaworker.process;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A child's pipe that knows whether its reader waits for it or is busy with what it has read. Read
 * by one thread, watched by another.
 */
final class WatchedPipe extends FilterInputStream {

  private final LongSupplier nanos;
  private volatile boolean reading;
  private volatile long since;

  /**
   * @param nanos the time, as {@link System#nanoTime} tells it
   */
  WatchedPipe(InputStream pipe, LongSupplier nanos) {
    super(pipe);
    this.nanos = nanos;
    this.since = nanos.getAsLong();
  }

  /**
   * Whether nothing has come out of it, or has been asked of it, for so long.
   *
   * @param from before which nothing counts, by its clock
   * @param waiting for how long a read may wait
   * @param busy for how long its reader may be at something else
   */
  boolean standsStill(long from, Duration waiting, Duration busy) {
    // In this order: a read that begins meanwhile sets the time first, and is then not yet old.
    long longest = (reading ? waiting : busy).toNanos();
    long last = since;
    long now = nanos.getAsLong();
    return now - from > longest && now - last > longest;
  }

  @Override
  public int read() throws IOException {
    begin();
    try {
      return super.read();
    } finally {
      end();
    }
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    begin();
    try {
      return super.read(bytes, from, length);
    } finally {
      end();
    }
  }

  @Override
  public long skip(long count) throws IOException {
    begin();
    try {
      return super.skip(count);
    } finally {
      end();
    }
  }

  private void begin() {
    since = nanos.getAsLong();
    reading = true;
  }

  private void end() {
    since = nanos.getAsLong();
    reading = false;
  }
}
