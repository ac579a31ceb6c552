package mediaworker.store.sqlite.database;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import mediaworker.jobs.QueueWatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the database's folder for writes to the {@code -wal} file, which every commit of any
 * program makes.
 *
 * <p>The event comes <em>before</em> the commit can be seen (the frames are written, then synced,
 * then shown through shared memory, of which no event tells). Whoever is rung must therefore take
 * the write lock before looking: the writer lets go of it only when its commit can be seen. The
 * folder is watched, not the file, since the {@code -wal} comes and goes with the connections.
 */
public final class CommitWatch implements QueueWatch {

  private static final Logger log = LoggerFactory.getLogger(CommitWatch.class);

  /** At most so many rings a second, however much other programs write. */
  private static final long PAUSE_NANOS = 1_000_000;

  private final Path folder;
  private final String walName;
  private final WatchService service;
  private final Runnable onCommit;
  private @Nullable WatchKey key; // used by the dispatcher's thread alone

  private CommitWatch(Path file, WatchService service, Runnable onCommit) {
    this.folder = Objects.requireNonNull(file.getParent());
    this.walName = file.getFileName() + "-wal";
    this.service = service;
    this.onCommit = onCommit;
  }

  /** A watch, or one that hears nothing where the platform cannot tell. */
  public static QueueWatch of(SqliteDatabase database, Runnable onCommit) {
    if (!database.canBeWatched()) {
      return new Deaf();
    }
    try {
      WatchService service = FileSystems.getDefault().newWatchService();
      CommitWatch watch = new CommitWatch(database.file(), service, onCommit);
      Thread thread = new Thread(watch::listen, "CommitWatch");
      thread.setDaemon(true);
      thread.start();
      return watch;
    } catch (IOException e) {
      log.warn(
          "The database's folder cannot be watched ({}); new rows are found by polling instead",
          e.getMessage());
      return new Deaf();
    }
  }

  @Override
  public void arm() {
    if (key != null && key.isValid()) {
      return;
    }
    try {
      key =
          folder.register(
              service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
    } catch (IOException e) {
      log.warn("The database's folder cannot be watched for now: {}", e.getMessage());
    }
  }

  @Override
  public void disarm() {
    if (key != null) {
      key.cancel();
      key = null;
    }
  }

  @Override
  public boolean isReliable() {
    return key != null && key.isValid();
  }

  private void listen() {
    try {
      while (true) {
        WatchKey rung = service.take();
        boolean commit = false;
        for (WatchEvent<?> event : rung.pollEvents()) {
          commit |=
              event.kind() == StandardWatchEventKinds.OVERFLOW
                  || walName.equals(String.valueOf(event.context()));
        }
        if (commit) {
          onCommit.run();
          LockSupport.parkNanos(PAUSE_NANOS);
        }
        rung.reset();
      }
    } catch (ClosedWatchServiceException e) {
      // The worker is stopping.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      service.close();
    } catch (IOException e) {
      log.debug("closing the watch", e);
    }
  }

  /** Hears nothing, so the loop polls. */
  private static final class Deaf implements QueueWatch {
    @Override
    public void arm() {}

    @Override
    public void disarm() {}

    @Override
    public boolean isReliable() {
      return false;
    }

    @Override
    public void close() {}
  }
}
