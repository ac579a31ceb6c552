package mediaworker.workspace;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import mediaworker.disk.DiskSync;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker's folder below the temp folder: the work folders of its jobs, and notes of its child
 * processes and half-written outputs. The worker holds a lock on a file in it, which the system
 * lets go of when the process ends in whatever way; so another worker that gets the lock knows that
 * what is noted there is left over.
 *
 * <p>The folder is made on first use. Safe for use by many threads.
 */
public final class Workspace implements Notes, AutoCloseable {

  static final String LOCK = "lock";

  /** The byte of the lock file that a worker holds for as long as it lives. */
  static final long ALIVE = 0;

  /** The one that another holds while it is at the folder, so that the two can be told apart. */
  static final long AT_WORK = 1 << 20;

  static final String CHILDREN = "children";
  static final String OUTPUTS = "outputs";
  static final String KEPT = "kept.json";
  private static final String PREFIX = "worker-";
  private static final int MOST_ATTEMPTS = 5;

  private static final Logger log = LoggerFactory.getLogger(Workspace.class);

  /**
   * Those of this process. They must not even be opened to look: closing any descriptor of a file
   * drops the process's locks on it (POSIX, fcntl).
   */
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

  private final Path tempDir;
  private final Consumer<Path> names;
  private final Path home;
  private @Nullable FileChannel lock; // guarded by this
  private boolean closed; // guarded by this

  /**
   * A workspace below a folder; nothing is made yet.
   *
   * @param tempDir may be shared with other workers
   */
  public Workspace(Path tempDir) {
    this(tempDir, DiskSync::folder);
  }

  /**
   * @param names brings the names of a folder's files onto the disk
   */
  Workspace(Path tempDir, Consumer<Path> names) {
    this.tempDir = tempDir;
    this.names = names;
    String random = Long.toString(new SecureRandom().nextLong() & 0xffff_ffff_ffffL, 36);
    this.home =
        tempDir
            .toAbsolutePath()
            .resolve(PREFIX + ProcessHandle.current().pid() + "-" + random)
            .normalize();
    OURS.add(home);
  }

  /**
   * Makes a folder for one claim.
   *
   * @param claimName never used for another claim
   */
  public Path jobFolder(String claimName) throws IOException {
    return Files.createDirectories(home().resolve("job-" + claimName));
  }

  /** Removes such a folder. */
  public void remove(Path jobFolder) {
    try {
      Folders.remove(jobFolder);
    } catch (IOException e) {
      log.warn("The work folder {} could not be removed: {}", jobFolder, e.getMessage());
    }
  }

  /** A child that cannot be noted runs all the same. */
  @Override
  public Note child(long pid) {
    String started = ThisMachine.startOf(pid).orElse("");
    if (started.isEmpty()) {
      return () -> {};
    }
    try {
      return note(CHILDREN, String.valueOf(pid), started, StandardOpenOption.WRITE);
    } catch (IOException e) {
      log.debug("The child process {} could not be noted: {}", pid, e.getMessage());
      return () -> {};
    }
  }

  /** On the disk before the output is begun, so that not even a power cut makes it a riddle. */
  @Override
  public Note output(Path part) throws IOException {
    String name = String.valueOf(part.getFileName());
    return note(OUTPUTS, name, part.toAbsolutePath().toString(), StandardOpenOption.DSYNC);
  }

  private Note note(String kind, String name, String text, StandardOpenOption how)
      throws IOException {
    Path note = Files.createDirectories(home().resolve(kind)).resolve(name);
    Files.writeString(
        note,
        text,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE,
        how);
    return () -> {
      try {
        Files.deleteIfExists(note);
      } catch (IOException e) {
        log.debug("The note {} could not be removed: {}", note, e.getMessage());
      }
    };
  }

  /**
   * Keeps a text for whoever finds this folder when this worker has ended in whatever way. It is on
   * the disk when this returns, whole, in place of what was kept before.
   */
  public Path keep(String text) throws IOException {
    Path kept = home().resolve(KEPT);
    Path fresh = home().resolve(KEPT + ".new");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(fresh, kept, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    names.accept(home);
    names.accept(tempDir); // the folder itself may be as new
    return kept;
  }

  /** What was kept is of no use any more. */
  public void forget() {
    try {
      Files.deleteIfExists(home.resolve(KEPT));
    } catch (IOException e) {
      // Whoever finds it writes nothing: its claims are over.
      log.debug("What was kept could not be removed: {}", e.getMessage());
    }
  }

  private synchronized Path home() throws IOException {
    if (closed) {
      throw new IOException("The worker has ended.");
    }
    if (lock == null) {
      FileChannel channel = lockFile();
      try {
        channel.lock(ALIVE, 1, false); // released when the channel is closed, or by the system
      } catch (IOException e) {
        log.debug("There are no file locks at {}: {}", home, e.getMessage());
      }
      channel.write(ByteBuffer.wrap(ThisMachine.name().getBytes(StandardCharsets.UTF_8)));
      lock = channel;
    }
    return home;
  }

  /** An empty folder may be removed by another worker at any time, so it is made again. */
  private FileChannel lockFile() throws IOException {
    for (int attempt = 1; ; attempt++) {
      Files.createDirectories(home);
      try {
        return FileChannel.open(
            home.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      } catch (NoSuchFileException e) {
        if (attempt == MOST_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** What other workers have left, or are still using: which of the two has to be found out. */
  public List<Remains> others() {
    List<Remains> others = new ArrayList<>();
    if (Files.isDirectory(tempDir)) {
      try (DirectoryStream<Path> homes = Files.newDirectoryStream(tempDir, PREFIX + "*")) {
        for (Path other : homes) {
          Path path = other.toAbsolutePath().normalize();
          if (!OURS.contains(path)) {
            others.add(new Remains(path));
          }
        }
      } catch (IOException e) {
        log.debug("The temp folder {} could not be looked at: {}", tempDir, e.getMessage());
      }
    }
    return others;
  }

  /** Removes the folder, unless something is kept in it; nothing is under way any more. */
  @Override
  public synchronized void close() {
    try {
      if (lock != null) {
        lock.close();
        if (!Files.exists(home.resolve(KEPT))) {
          Folders.remove(home);
        }
      }
    } catch (IOException e) {
      log.warn("The work folder {} could not be removed: {}", home, e.getMessage());
    }
    lock = null;
    closed = true;
    OURS.remove(home);
  }
}
