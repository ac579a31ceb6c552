package mediaworker.media.keying.analysis;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.Rational;
import mediaworker.media.keying.analysis.clip.ClipFrames;
import mediaworker.media.keying.analysis.clip.ClipTimes;
import mediaworker.media.keying.analysis.clip.MeasuringProgress;
import mediaworker.media.keying.analysis.coverage.DetailWeight;
import mediaworker.media.keying.analysis.coverage.ReferenceCoverage;
import mediaworker.media.keying.analysis.coverage.SubjectColor;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.plate.ColorDifference;
import mediaworker.media.keying.analysis.plate.ShadowDepth;
import mediaworker.media.keying.analysis.spill.NaturalColor;

/**
 * Writes what the matte's filters need beside a clip.
 *
 * <ul>
 *   <li>Its plate, once or for each frame: planes Y, U, V, and its colour difference as {@link
 *       ColorDifference#level} has it, or {@link ColorDifference#fadedLevel} in a frame that has
 *       faded.
 *   <li>For each frame what is known of its subject: planes {@link ReferenceCoverage}, {@link
 *       NaturalColor}, {@link DetailWeight} (nothing where chroma is full), U and V of {@link
 *       SubjectColor} less the plate's around {@link #NO_DIFFERENCE}, and {@link ShadowDepth},
 *       which is empty where shadows are dropped.
 * </ul>
 *
 * <p>The frames are worked out on several threads, and written in order: to files, or by {@link
 * SideStream} to ffmpeg while it keys. Safe for use by many threads, which then share those that
 * work.
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
  private final Looking looking;
  private volatile Screen shown;

  /** What the frames of a clip are looked at with. */
  interface Looking {

    /** Number of the screen that a frame shows, counted from 0. */
    int screen(int frame);

    /** What works out the sides of the frames that show a screen; a new one each time. */
    FrameSides sides(int screen);
  }

  /** The screen that is shown, and what works on its frames and is idle. */
  private record Screen(int number, BlockingQueue<FrameSides> idle) {}

  /**
   * For one clip.
   *
   * @param threads how many work on its frames
   * @param follows whether each frame has a plate of its own; if not, all show screen 0
   */
  Sides(AnalysisGrid grid, int threads, Looking looking, boolean follows, Path workDir) {
    this.grid = grid;
    this.follows = follows;
    this.workDir = workDir;
    this.threads = threads;
    this.looking = looking;
    shown = screen(0);
  }

  /**
   * Bytes that the files of a clip can take, for the question whether there is room: with a plate
   * for each frame, and twice over since parts that are keyed side by side have copies. They go by
   * the grid, so that of a small clip they are more than what it is keyed to. What a person clears
   * and holds has the clip's own size.
   *
   * @param regions files of what a person clears and holds, 0 to 2
   */
  public static long estimate(MediaInfo.Video video, double frames, int regions) {
    int cells = AnalysisGrid.of(video.shownWidth(), video.shownHeight()).cells();
    long drawn = (long) regions * video.shownWidth() * video.shownHeight();
    return Math.round(2 * frames * cells * (PLATE_PLANES + SUBJECT_PLANES)) + drawn;
  }

  /** Goes through the clip and writes the files, in the order of {@code MatteGraph.chains}. */
  List<SideInput> write(ClipFrames clip, MeasuringProgress progress)
      throws MediaException, IOException, InterruptedException {
    try (SideFile.Writer subjects = writer(SUBJECT_PLANES);
        SideFile.Writer plates = writer(PLATE_PLANES);
        InOrder all = new InOrder(SteadySides.Range.ALL, planes -> add(planes, subjects, plates))) {
      clip.forEach(progress, (index, pixels) -> all.begin(index, pixels.clone()));
      all.finish();
      ClipTimes times = clip.times();
      int[] preroll = times.preroll();
      SideInput plate =
          follows
              ? plates.finish(times.timeBase(), times.all(), preroll)
              : SideFile.still(workDir, grid.width(), grid.height(), PLATE_PLANES, still());
      return List.of(plate, subjects.finish(times.timeBase(), times.all(), preroll));
    }
  }

  /**
   * The same for a clip that is kept and has one plate: nothing is worked out before it is taken.
   */
  List<SideInput> stream(ClipFrames clip) throws IOException {
    SideInput plate = SideFile.still(workDir, grid.width(), grid.height(), PLATE_PLANES, still());
    return List.of(plate, new SideStream(this, clip, 0, clip.times().all().size()));
  }

  /**
   * Works out the subject's planes of some frames, and hands them out in order.
   *
   * @param frames all of the clip
   * @param first of those that are wanted, counted from 0
   * @param count of those that are wanted
   */
  void subjects(List<byte[]> frames, int first, int count, Sink<byte[]> sink) throws IOException {
    SteadySides.Range asked = new SteadySides.Range(first, count).asked(frames.size());
    SteadySides.Range wanted = new SteadySides.Range(first - asked.first(), count);
    try (InOrder all = new InOrder(wanted, planes -> sink.accept(planes.subject()))) {
      for (byte[] frame : frames.subList(asked.first(), asked.first() + asked.count())) {
        all.begin(0, frame);
      }
      all.finish();
    }
  }

  /** The beginning of a stream of subject's planes. */
  byte[] subjectHeader(Rational timeBase) {
    return SideFile.header(grid.width(), SUBJECT_PLANES * grid.height(), timeBase);
  }

  /** Takes what is worked out. */
  @FunctionalInterface
  interface Sink<T> {
    void accept(T planes) throws IOException;
  }

  private byte[] still() {
    return looking.sides(0).still();
  }

  private Screen screen(int number) {
    List<FrameSides> workers = Stream.generate(() -> looking.sides(number)).limit(threads).toList();
    return new Screen(number, new ArrayBlockingQueue<>(threads, false, workers));
  }

  /** What works on a frame; at a cut to another screen what worked before is let go of. */
  private Screen shownBy(int frame) {
    int number = follows ? looking.screen(frame) : 0;
    if (number != shown.number()) {
      shown = screen(number);
    }
    return shown;
  }

  /** Works out frames on several threads, and hands them on in order. Used by one thread. */
  private final class InOrder implements AutoCloseable {
    private final ExecutorService workers = Executors.newFixedThreadPool(threads, Sides::thread);
    private final Queue<Future<SteadySides.Picture>> begun = new ArrayDeque<>();
    private final SteadySides steady;

    InOrder(SteadySides.Range wanted, Sink<FrameSides.Planes> sink) {
      steady = new SteadySides(grid.cells(), wanted, sink);
    }

    void begin(int index, byte[] frame) throws IOException {
      Screen screen = shownBy(index);
      begun.add(workers.submit(() -> workedOut(frame, screen)));
      if (begun.size() > AHEAD * threads) {
        steady.add(done(begun.remove()));
      }
    }

    void finish() throws IOException {
      while (!begun.isEmpty()) {
        steady.add(done(begun.remove()));
      }
      steady.finish();
    }

    @Override
    public void close() {
      workers.shutdownNow();
    }
  }

  private SteadySides.Picture workedOut(byte[] frame, Screen screen) throws InterruptedException {
    FrameSides own = screen.idle().take();
    try {
      FrameSides.Planes planes = own.of(frame);
      boolean wanting = follows && planes.plate() == null;
      return new SteadySides.Picture(
          frame, screen.number(), wanting ? planes.withPlate(own.still()) : planes);
    } finally {
      screen.idle().add(own);
    }
  }

  private static SteadySides.Picture done(Future<SteadySides.Picture> frame) throws IOException {
    try {
      return frame.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a frame was looked at");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException runtime) {
        throw runtime;
      }
      throw new IllegalStateException("A frame could not be looked at.", e.getCause());
    }
  }

  private static void add(
      FrameSides.Planes planes, SideFile.Writer subjects, SideFile.Writer plates)
      throws IOException {
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

  private SideFile.Writer writer(int planes) throws IOException {
    return SideFile.writer(workDir, grid.width(), grid.height(), planes);
  }
}
