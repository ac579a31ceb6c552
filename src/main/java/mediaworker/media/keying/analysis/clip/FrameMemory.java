package mediaworker.media.keying.analysis.clip;

import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/**
 * The part of the heap in which all jobs together may keep small pictures of their clips until
 * these are keyed. Safe for use by many threads.
 */
public final class FrameMemory {

  private static final int KILOBYTE = 1024;

  /** Of the heap, what may be filled; the rest is the worker's. */
  private static final int PART_OF_HEAP = 4;

  private final Semaphore kilobytes;

  /**
   * Of a size.
   *
   * @param bytes at least 0
   */
  public FrameMemory(long bytes) {
    kilobytes = new Semaphore((int) Math.min(Integer.MAX_VALUE, bytes / KILOBYTE));
  }

  /** A quarter of the heap of this process. */
  public static FrameMemory ofHeap() {
    return new FrameMemory(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
  }

  /**
   * What one job may use.
   *
   * @param folder for its files
   */
  public Scratch scratch(Path folder) {
    return new Scratch(folder);
  }

  /** Where the analysis of one clip puts what it needs. Used by one thread. */
  public final class Scratch implements AutoCloseable {

    private final Path folder;
    private int taken;

    private Scratch(Path folder) {
      this.folder = folder;
    }

    /** For its files. */
    public Path folder() {
      return folder;
    }

    /**
     * Takes memory until it is given back or this is closed; false where others leave too little.
     */
    boolean take(long bytes) {
      long wanted = kilobytes(bytes);
      boolean free = wanted <= Integer.MAX_VALUE && kilobytes.tryAcquire((int) wanted);
      taken += free ? (int) wanted : 0;
      return free;
    }

    /** Gives back what was taken at once. */
    void giveBack(long bytes) {
      long back = kilobytes(bytes);
      if (back > taken) {
        throw new IllegalArgumentException(
            "%d kB of %d are to be given back".formatted(back, taken));
      }
      taken -= (int) back;
      kilobytes.release((int) back);
    }

    private static long kilobytes(long bytes) {
      return bytes / KILOBYTE + 1;
    }

    @Override
    public void close() {
      kilobytes.release(taken);
      taken = 0;
    }
  }
}
