package mediaworker.handlers.command;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import mediaworker.handlers.command.Gpus.Gpu;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says which GPU of this machine a job is to use. A card has as many places as jobs fit into its
 * memory; cards are taken in turn, the emptiest first. A place is a lock on a file, which the
 * system lets go when a process ends in whatever way, so that workers with one folder never take
 * the same place. Safe for use by many threads.
 */
public final class GpuPins {

  private static final Logger log = LoggerFactory.getLogger(GpuPins.class);

  /**
   * Places of this process. Their files must not even be opened again: closing any descriptor of a
   * file drops the process's locks on it (POSIX, fcntl).
   */
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

  /** No GPU that is known of: jobs see all that there are. */
  public static final GpuPins NONE = new GpuPins(Gpus.NONE, Path.of(""), 1, 0);

  private final List<Gpu> cards;
  private final Path folder;
  private int[] places; // guarded by this
  private int turn; // guarded by this

  /**
   * Pins to these cards.
   *
   * @param folder for the locks; shared by the workers that are not to take the same place
   * @param gigabytesPerJob memory of one job, in GB of 10⁹ bytes; above 0
   * @param reserve memory of each card that stays free, in GB
   */
  public GpuPins(Gpus gpus, Path folder, double gigabytesPerJob, double reserve) {
    this.cards = gpus.all();
    this.folder = folder.toAbsolutePath().normalize();
    this.places = places(gigabytesPerJob, reserve);
  }

  /** Counts places otherwise from now on; jobs that run keep theirs. */
  public synchronized void resize(double gigabytesPerJob, double reserve) {
    places = places(gigabytesPerJob, reserve);
  }

  /** Where no card is large enough, one job at a time is let run all the same, on the largest. */
  private int[] places(double gigabytesPerJob, double reserve) {
    int[] all = new int[cards.size()];
    int largest = 0;
    int sum = 0;
    for (int i = 0; i < all.length; i++) {
      all[i] = cards.get(i).jobs(gigabytesPerJob, reserve);
      sum += all[i];
      largest = cards.get(i).gigabytes() > cards.get(largest).gigabytes() ? i : largest;
    }
    if (sum == 0 && all.length > 0) {
      all[largest] = 1;
    }
    return all;
  }

  /** A job's hold on a GPU; to be closed when the job has ended. */
  static final class Pin implements AutoCloseable {
    private final String index;
    private final @Nullable Path place;
    private final @Nullable FileChannel lock;

    private Pin(String index, @Nullable Path place, @Nullable FileChannel lock) {
      this.index = index;
      this.place = place;
      this.lock = lock;
    }

    /** The GPU's index; empty where none is known. */
    String index() {
      return index;
    }

    @Override
    public void close() {
      try {
        if (lock != null) {
          lock.close();
        }
      } catch (IOException e) {
        log.debug("The lock of GPU {} could not be closed: {}", index, e.getMessage());
      }
      if (place != null) {
        OURS.remove(place);
      }
    }
  }

  /** Takes a place; where all are taken, one more on a card with the most. */
  synchronized Pin pin() {
    if (cards.isEmpty()) {
      return new Pin("", null, null);
    }
    int most = 0;
    for (int card : places) {
      most = Math.max(most, card);
    }
    for (int level = 0; ; level++) {
      for (int i = 0; i < cards.size(); i++) {
        int at = (turn + i) % cards.size();
        boolean more = level >= most && places[at] == most;
        Pin pin = more || level < places[at] ? tryPlace(cards.get(at).index(), level) : null;
        if (pin != null) {
          turn = (at + 1) % cards.size();
          return pin;
        }
      }
    }
  }

  /** Null where somebody has it. */
  private @Nullable Pin tryPlace(int index, int level) {
    Path place = folder.resolve("gpu-" + index + "." + level + ".lock");
    if (!OURS.add(place)) {
      return null;
    }
    String card = String.valueOf(index);
    FileChannel channel = null;
    try {
      Files.createDirectories(folder);
      channel = FileChannel.open(place, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new Pin(card, place, channel);
      }
      channel.close();
      OURS.remove(place);
      return null;
    } catch (IOException e) {
      log.debug("GPU {} is pinned without a lock: {}", index, e.getMessage());
      return new Pin(card, place, channel);
    }
  }
}
