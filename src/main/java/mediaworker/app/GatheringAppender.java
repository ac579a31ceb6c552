package mediaworker.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Writes lines on a thread of its own, when many come all of a millisecond by one write each to
 * console and file: with tiny jobs the log is a good part of what a job costs, and the loop is not
 * to do it. A worker that is killed loses that millisecond. The pattern is one of {@link
 * LogLayout}.
 *
 * <p>Threads: any may log; they wait only when {@value #MOST_WAITING} lines wait to be written.
 */
final class GatheringAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

  private static final int MOST_WAITING = 8192;
  private static final long GATHER_MILLIS = 1;

  /** So many lines within {@link #LOOK_NANOS} are many. */
  private static final int MANY = 16;

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(4);
  private static final byte[] NONE = {};

  /** Gives the lines of one write to the appender that is to write them. */
  private static final class Gathered extends EncoderBase<ILoggingEvent> {
    private byte[] lines = NONE;

    @Override
    public byte[] headerBytes() {
      return NONE;
    }

    @Override
    public byte[] encode(ILoggingEvent last) {
      return lines;
    }

    @Override
    public byte[] footerBytes() {
      return NONE;
    }
  }

  private final LogLayout layout;
  private final Gathered gathered = new Gathered(); // guarded by writing
  private final List<OutputStreamAppender<ILoggingEvent>> targets = new ArrayList<>();
  private final Object writing = new Object(); // always taken before "this"

  private List<ILoggingEvent> waiting = new ArrayList<>(); // guarded by this
  private long count; // guarded by this
  private boolean asleep; // guarded by this
  private boolean stopped; // guarded by this

  GatheringAppender(Context context, String pattern) {
    setContext(context);
    setName("gathering");
    layout = new LogLayout(context, pattern);
  }

  /** Before the start: where the lines go. The target is started here. */
  void writeTo(OutputStreamAppender<ILoggingEvent> target) {
    target.setEncoder(gathered);
    target.start();
    targets.add(target);
  }

  @Override
  public void start() {
    layout.start();
    gathered.start();
    super.start();
    Thread writer = new Thread(this::writeUntilStopped, "Log");
    writer.setDaemon(true);
    writer.start();
  }

  @Override
  protected void append(ILoggingEvent event) {
    event.prepareForDeferredProcessing();
    boolean byOurselves;
    synchronized (this) {
      boolean interrupted = false;
      while (waiting.size() >= MOST_WAITING && !stopped) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true; // the line is kept, and the word as well
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      waiting.add(event);
      count++;
      byOurselves = stopped;
      if (asleep) {
        asleep = false;
        notifyAll();
      }
    }
    if (byOurselves) {
      flush();
    }
  }

  private void writeUntilStopped() {
    try {
      long sinceNanos = System.nanoTime();
      long since = 0;
      boolean many = false;
      while (true) {
        synchronized (this) {
          while (waiting.isEmpty() && !stopped) {
            asleep = true;
            wait();
          }
          if (stopped) {
            return;
          }
          long now = System.nanoTime();
          if (now - sinceNanos > LOOK_NANOS) {
            many = count - since >= MANY && now - sinceNanos < 2 * LOOK_NANOS;
            since = count;
            sinceNanos = now;
          }
          if (many) {
            wait(GATHER_MILLIS);
          }
        }
        flush();
      }
    } catch (InterruptedException e) {
      stop(); // nobody interrupts it; if it were, lines are written where they arise
    }
  }

  /** Writes what waits. When it returns, every line that was logged before has been written. */
  void flush() {
    synchronized (writing) {
      List<ILoggingEvent> batch;
      synchronized (this) {
        batch = waiting;
        if (batch.isEmpty()) {
          return;
        }
        waiting = new ArrayList<>();
        if (batch.size() >= MOST_WAITING) {
          notifyAll();
        }
      }
      StringBuilder lines = new StringBuilder();
      batch.forEach(event -> lines.append(layout.doLayout(event)));
      gathered.lines = lines.toString().getBytes(Charset.defaultCharset());
      ILoggingEvent last = batch.get(batch.size() - 1);
      targets.forEach(target -> target.doAppend(last));
      gathered.lines = NONE;
    }
  }

  /** Writes what waits and ends the thread; later lines are written by those who log them. */
  @Override
  public void stop() {
    synchronized (this) {
      stopped = true;
      notifyAll();
    }
    flush();
  }
}
