package mediaworker.workspace;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Workspace} of another worker, dead or alive. Only a dead one's is touched: whose lock
 * can be had. Of what is noted there only a process with the noted start time is ended, and only a
 * file with a temporary name of ours is removed.
 */
public final class Remains {

  private static final int LONGEST_NOTE = 10_000;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** As outputs are named while they are written. */
  private static final Pattern PART = Pattern.compile("\\..+\\.part\\.[A-Za-z0-9]+");

  /** How long a round of the loop may be held up by a process that does not end. */
  private static final Duration SHORT_PATIENCE = Duration.ofMillis(500);

  /**
   * Those that a thread of this process is at. Their lock must not be opened by another: closing it
   * would drop the first one's (POSIX, fcntl).
   */
  private static final Set<Path> AT_WORK = ConcurrentHashMap.newKeySet();

  private final Path home;

  Remains(Path home) {
    this.home = home;
  }

  /** Takes over what a dead worker has kept. */
  @FunctionalInterface
  public interface Heir {
    /**
     * Takes it over.
     *
     * @return whether it is done with; else it stays for another
     */
    boolean take(String kept) throws Exception;
  }

  /**
   * Hands what a dead worker has kept to somebody, and removes it when that is done with it.
   *
   * @return false when something is kept and could not be handed over, since another is at it; true
   *     where its worker lives, and will record it itself
   */
  public boolean handOver(Heir heir) throws Exception {
    Path kept = home.resolve(Workspace.KEPT);
    if (!Files.exists(kept)) {
      return true;
    }
    if (!AT_WORK.add(home)) {
      return false;
    }
    try (FileChannel channel =
            FileChannel.open(
                home.resolve(Workspace.LOCK), StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock turn = lock(channel, Workspace.AT_WORK);
        FileLock dead = turn == null ? null : lock(channel, Workspace.ALIVE)) {
      if (turn == null) {
        return false;
      }
      if (dead == null) {
        return true;
      }
      if (heir.take(Files.readString(kept))) {
        Files.deleteIfExists(kept);
      }
      return true;
    } catch (NoSuchFileException e) {
      return true; // another has taken it meanwhile
    } finally {
      AT_WORK.remove(home);
    }
  }

  /**
   * Ends the children of a worker of this machine that is gone. To be done before its jobs run
   * again: a program that still holds a graphics card or a file would be in their way.
   *
   * @return what was done, one line each; empty when it lives, or another worker is at it
   */
  public List<String> endChildren() throws IOException, InterruptedException {
    List<String> done = new ArrayList<>();
    if (!Files.isDirectory(home.resolve(Workspace.CHILDREN)) || !AT_WORK.add(home)) {
      return done;
    }
    try (FileChannel channel =
            FileChannel.open(
                home.resolve(Workspace.LOCK), StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock turn = lock(channel, Workspace.AT_WORK);
        FileLock dead = turn == null ? null : lock(channel, Workspace.ALIVE)) {
      if (dead != null) {
        endChildren(read(channel), SHORT_PATIENCE, done);
      }
    } catch (AccessDeniedException | NoSuchFileException e) {
      return done; // another user's, or cleared by another worker
    } finally {
      AT_WORK.remove(home);
    }
    return done;
  }

  private void endChildren(String machine, Duration patience, List<String> done)
      throws IOException, InterruptedException {
    if (machine.equals(ThisMachine.name())) {
      for (Path note : notes(Workspace.CHILDREN)) {
        endChild(note, patience, done);
      }
    }
  }

  /**
   * Ends the children and removes the files of a worker that is gone and has nothing kept.
   *
   * @return what was done, one line each; empty when it lives, or another worker is at it
   * @throws IOException when something could not be removed; it can be tried again
   */
  public List<String> clear() throws IOException, InterruptedException {
    List<String> done = new ArrayList<>();
    // First what it has kept is taken over.
    if (Files.exists(home.resolve(Workspace.KEPT)) || !AT_WORK.add(home)) {
      return done;
    }
    try {
      clear(done);
    } finally {
      AT_WORK.remove(home);
    }
    return done;
  }

  private void clear(List<String> done) throws IOException, InterruptedException {
    try (FileChannel channel =
            FileChannel.open(
                home.resolve(Workspace.LOCK), StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock turn = lock(channel, Workspace.AT_WORK);
        FileLock dead = turn == null ? null : lock(channel, Workspace.ALIVE)) {
      String machine = dead == null ? "" : read(channel);
      if (machine.isEmpty()) {
        return; // it lives, or is just being made
      }
      endChildren(machine, PATIENCE, done);
      for (Path note : notes(Workspace.OUTPUTS)) {
        removeOutput(note, done);
      }
      try (Stream<Path> inside = Files.list(home)) {
        for (Path entry : inside.toList()) {
          if (!entry.endsWith(Workspace.LOCK)) {
            Folders.remove(entry);
          }
        }
      }
      done.add("Removed the work files of a worker that was killed: " + home);
    } catch (AccessDeniedException e) {
      return; // another user's, who has to clear it up
    } catch (NoSuchFileException e) {
      // Another worker has cleared it but for the folder, or it is just being made.
      removeIfEmpty();
      return;
    }
    Files.deleteIfExists(home.resolve(Workspace.LOCK));
    removeIfEmpty();
  }

  /** Where there are no locks nobody can tell the dead from the living, so nothing is touched. */
  private static @Nullable FileLock lock(FileChannel channel, long place) {
    try {
      return channel.tryLock(place, 1, false);
    } catch (IOException e) {
      return null;
    }
  }

  private void removeIfEmpty() throws IOException {
    try {
      Files.deleteIfExists(home);
    } catch (DirectoryNotEmptyException e) {
      // Somebody has put something there, which is theirs.
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(LONGEST_NOTE);
    channel.read(buffer);
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
  }

  private List<Path> notes(String kind) throws IOException {
    List<Path> notes = new ArrayList<>();
    Path folder = home.resolve(kind);
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
        all.forEach(notes::add);
      }
    }
    return notes;
  }

  private static void endChild(Path note, Duration patience, List<String> done)
      throws IOException, InterruptedException {
    String name = String.valueOf(note.getFileName());
    if (!name.matches("\\d{1,18}")) {
      return;
    }
    long pid = Long.parseLong(name);
    String started = Files.readString(note).strip();
    ProcessHandle child = ProcessHandle.of(pid).orElse(null);
    if (child == null || !ThisMachine.startOf(pid).filter(started::equals).isPresent()) {
      return; // it has ended, and perhaps another has its pid now
    }
    List<ProcessHandle> all;
    try (Stream<ProcessHandle> descendants = child.descendants()) {
      all = new ArrayList<>(descendants.toList());
    }
    all.add(0, child);
    all.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle one : all) {
      try {
        one.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException | TimeoutException e) {
        // It hangs in the system; its files go all the same.
      }
    }
    done.add("Ended process " + pid + ", which a killed worker had left");
  }

  private static void removeOutput(Path note, List<String> done) throws IOException {
    Path part;
    try {
      part = Path.of(Files.readString(note).strip());
    } catch (InvalidPathException e) {
      return;
    }
    boolean ours = PART.matcher(String.valueOf(part.getFileName())).matches();
    if (ours && part.isAbsolute() && Files.isRegularFile(part, LinkOption.NOFOLLOW_LINKS)) {
      Files.deleteIfExists(part);
      done.add("Removed the half-written output " + part);
    }
  }
}
