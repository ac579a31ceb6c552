package mediaworker.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets go of clients that do not take what they have asked for, or do not end what they ask: a
 * write to one that never reads, and a read from one that never writes, last for ever, and hold a
 * thread. Waiting for something to send counts as nothing. Its thread is there while anything is
 * being answered. Safe for use by many threads.
 */
final class StallWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StallWatch.class);

  /** Looks within the longest time that a read or write may last. */
  private static final int LOOKS = 4;

  /** So many bytes have the time of one read between them, or they could come one by one. */
  private static final int STEP = 1 << 16;

  private final long mostNanos;
  private final Set<Sending> all = new HashSet<>(); // guarded by this
  private @Nullable Thread thread; // guarded by this
  private boolean closed; // guarded by this

  /**
   * @param most how long one write may last, or may be waited for the next 64 KB that are read
   */
  StallWatch(Duration most) {
    this.mostNanos = most.toNanos();
  }

  /** A write, or several. */
  @FunctionalInterface
  interface Write {
    void run() throws IOException;
  }

  /** A read. */
  @FunctionalInterface
  private interface Read {
    int run() throws IOException;
  }

  /** What one thread exchanges with one client. */
  final class Sending implements AutoCloseable {
    private final Thread user = Thread.currentThread();
    private boolean busy; // guarded by this
    private boolean brokenOff; // guarded by this
    private long since; // guarded by this
    private long waited; // for the bytes read of this step, before since; guarded by this
    private int read; // of this step; the reading thread alone

    /**
     * Writes.
     *
     * @throws IOException also when it lasted for too long: the connection is closed then
     */
    void write(Write write) throws IOException {
      start(0);
      try {
        write.run();
      } finally {
        end();
      }
    }

    private int read(int most, Read source) throws IOException {
      long before = read == 0 ? 0 : waitedSoFar();
      start(before);
      int count = 0;
      try {
        count = source.run();
        return count;
      } finally {
        end();
        read += most == 1 ? 1 : Math.max(0, count);
        if (read >= STEP) {
          read = 0;
        }
      }
    }

    private synchronized long waitedSoFar() {
      return waited;
    }

    private synchronized void start(long before) {
      busy = true;
      waited = before;
      since = System.nanoTime();
    }

    private synchronized void end() {
      if (busy) {
        waited += System.nanoTime() - since;
      }
      busy = false;
      if (brokenOff) {
        brokenOff = false;
        Thread.interrupted(); // it was meant for the read or write
      }
    }

    /** The same for all that is read from it. */
    InputStream over(InputStream in) {
      return new InputStream() {
        @Override
        public int read() throws IOException {
          return Sending.this.read(1, in::read);
        }

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
          return Sending.this.read(count, () -> in.read(bytes, from, count));
        }

        @Override
        public int available() throws IOException {
          return in.available();
        }

        @Override
        public void close() throws IOException {
          Sending.this.write(in::close); // reads what is left
        }
      };
    }

    /** The same for all that is written into it. */
    OutputStream over(OutputStream out) {
      return new OutputStream() {
        @Override
        public void write(int b) throws IOException {
          Sending.this.write(() -> out.write(b));
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
          Sending.this.write(() -> out.write(bytes, from, count));
        }

        @Override
        public void flush() throws IOException {
          Sending.this.write(out::flush);
        }

        @Override
        public void close() throws IOException {
          Sending.this.write(out::close);
        }
      };
    }

    /** An interrupt closes the channel that its thread reads from or writes to. */
    private synchronized void look(long now) {
      if (busy && !brokenOff && waited + now - since > mostNanos) {
        brokenOff = true;
        log.debug("A client takes nothing or does not go on, and is let go");
        user.interrupt();
      }
    }

    @Override
    public void close() {
      end();
      forget(this);
    }
  }

  /**
   * The same for a request's head, which the server reads by itself: all of it is to be there
   * within the time of one write. To be closed when it is.
   */
  Sending beginHead() {
    Sending head = begin();
    head.start(0);
    return head;
  }

  /** To be closed when all is sent. */
  synchronized Sending begin() {
    Sending sending = new Sending();
    all.add(sending);
    if (thread == null && !closed) {
      thread = new Thread(this::run, "HttpWatch");
      thread.setDaemon(true);
      thread.start();
    }
    return sending;
  }

  private synchronized void forget(Sending sending) {
    all.remove(sending);
  }

  private void run() {
    try {
      for (List<Sending> now = next(); !now.isEmpty(); now = next()) {
        now.forEach(sending -> sending.look(System.nanoTime()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is being sent after a while; where that is nothing the thread is over. */
  private synchronized List<Sending> next() throws InterruptedException {
    long end = System.nanoTime() + mostNanos / LOOKS;
    for (long left = end - System.nanoTime(); left > 0 && !closed; ) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = end - System.nanoTime();
    }
    if (closed || all.isEmpty()) {
      thread = null;
      return List.of();
    }
    return List.copyOf(all);
  }

  /** Looks no more. */
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
