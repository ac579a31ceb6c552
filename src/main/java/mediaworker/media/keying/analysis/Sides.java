package mediaworker.media.keying.analysis;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mediaworker.media.MediaException;

/**
 * Writes what the matte's filters need beside a clip.
 *
 * <ul>
 *   <li>Its plate, once or for each frame: planes Y, U, V, and its colour difference as {@link
 *       ColorDifference#level} has it.
 *   <li>For each frame what is known of its subject: planes {@link ReferenceCoverage}, {@link
 *       NaturalColor}, {@link DetailWeight}, U and V of {@link SubjectColor} less the plate's
 *       around {@link #NO_DIFFERENCE}, and {@link ShadowDepth}, which is empty where shadows are
 *       dropped.
 * </ul>
 *
 * <p>The frames are worked out on several threads, and written in order. Used by one thread.
 */
public final class Sides {

  /** Planes of a plate. */
  public static final int PLATE_PLANES = 4;

  /** Planes of a frame's subject, shadows left out. */
  public static final int SUBJECT_PLANES = 3 + SubjectColor.PLANES;

  static final int NO_DIFFERENCE = 128;

  /** Frames that may wait for their turn, for each thread. */
  private static final int AHEAD = 4;

  private final AnalysisGrid grid;
  private final boolean follows;
  private final Path workDir;
  private final int threads;
  private final BlockingQueue<FrameSides> idle;
  private final Queue<Future<FrameSides.Planes>> begun = new ArrayDeque<>();

  /**
   * For one clip.
   *
   * @param frames as many as there are threads to work on them, all of the same clip
   * @param follows whether each frame has a plate of its own
   */
  Sides(AnalysisGrid grid, List<FrameSides> frames, boolean follows, Path workDir) {
    this.grid = grid;
    this.follows = follows;
    this.workDir = workDir;
    threads = frames.size();
    idle = new ArrayBlockingQueue<>(threads, false, frames);
  }

  /** Goes through the clip and writes the files, in the order of {@code MatteGraph.chains}. */
  List<SideInput> write(ClipFrames clip, MeasuringProgress progress)
      throws MediaException, IOException, InterruptedException {
    ExecutorService workers = Executors.newFixedThreadPool(threads, Sides::thread);
    try (SideInput.Writer subjects = writer(SUBJECT_PLANES);
        SideInput.Writer plates = writer(PLATE_PLANES)) {
      byte[] still = idle.element().still();
      clip.forEach(
          progress,
          (index, pixels) -> {
            byte[] frame = pixels.clone();
            begun.add(workers.submit(() -> workedOut(frame)));
            if (begun.size() > AHEAD * threads) {
              add(begun.remove(), subjects, plates);
            }
          });
      while (!begun.isEmpty()) {
        add(begun.remove(), subjects, plates);
      }
      List<SideInput> sides = new ArrayList<>();
      sides.add(
          follows
              ? plates.finish(clip.timeBase(), clip.times())
              : SideInput.still(workDir, grid.width(), grid.height(), PLATE_PLANES, still));
      sides.add(subjects.finish(clip.timeBase(), clip.times()));
      return sides;
    } finally {
      workers.shutdownNow();
    }
  }

  private FrameSides.Planes workedOut(byte[] frame) throws InterruptedException {
    FrameSides own = idle.take();
    try {
      return own.of(frame);
    } finally {
      idle.add(own);
    }
  }

  private static void add(
      Future<FrameSides.Planes> frame, SideInput.Writer subjects, SideInput.Writer plates)
      throws IOException {
    FrameSides.Planes planes;
    try {
      planes = frame.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a frame was looked at");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException runtime) {
        throw runtime;
      }
      throw new IllegalStateException("A frame could not be looked at.", e.getCause());
    }
    if (planes.plate() != null) {
      plates.add(planes.plate());
    }
    subjects.add(planes.subject());
  }

  private static Thread thread(Runnable body) {
    Thread thread = new Thread(body, Thread.currentThread().getName() + "-look");
    thread.setDaemon(true);
    return thread;
  }

  private SideInput.Writer writer(int planes) throws IOException {
    return SideInput.writer(workDir, grid.width(), grid.height(), planes);
  }
}
