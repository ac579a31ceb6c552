package mediaworker.media.keying;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.timeline.ClipReader;
import mediaworker.media.timeline.Cut;
import mediaworker.media.timeline.FrameTimes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys parts of a clip side by side, each in a process of its own, and joins them by copying: VP9
 * with transparency is two encoders one after the other in one thread, so one process cannot keep
 * several cores busy.
 *
 * <p>The parts carry the clip's own times, and the join leaves them as they are; so neither the
 * number of pictures nor a time differs from what one process would write. Holds no state between
 * calls.
 */
final class SegmentWriter {

  private static final Logger log = LoggerFactory.getLogger(SegmentWriter.class);

  /** How long killed processes may take to be gone. */
  private static final long GRACE_SECONDS = 30;

  private final Ffmpeg ffmpeg;
  private final int cores;
  private final Path workDir;
  private final Cancellation cancellation;

  /**
   * A writer for one job.
   *
   * @param cores threads that the job may compute with
   */
  SegmentWriter(Ffmpeg ffmpeg, int cores, Path workDir, Cancellation cancellation) {
    this.ffmpeg = ffmpeg;
    this.cores = cores;
    this.workDir = workDir;
    this.cancellation = cancellation;
  }

  /**
   * Writes the clip in parts, where that gains something.
   *
   * @return empty where it does not, or where the clip is damaged so that parts cannot be told
   */
  Optional<ClipWriter.Written> write(KeyingTask task, Path part, FrameProgress progress)
      throws MediaException, IOException, InterruptedException {
    MediaInfo source = task.request().source();
    boolean indexed = source.format().startsWith("mov,") || source.format().startsWith("matroska,");
    if (cores < 2 || !indexed || !task.request().isDivisible(task.video())) {
      return Optional.empty();
    }
    long pixels = (long) task.video().width() * task.video().height();
    if (Segment.most(cores, pixels) < 2) {
      return Optional.empty(); // without looking at the clip again
    }
    Optional<FrameTimes> times = times(source);
    if (times.isEmpty()) {
      return Optional.empty();
    }
    int count = times.get().count();
    if (task.sides().stream().anyMatch(side -> side.frames() != 1 && side.frames() != count)) {
      return Optional.empty();
    }
    List<Segment> segments = Segment.of(times.get(), cores, pixels);
    if (segments.size() < 2) {
      return Optional.empty();
    }
    SegmentProgress sum =
        new SegmentProgress(segments.size(), new SteadyRate(task.expectedRate(), progress));
    List<Path> files = new ArrayList<>();
    List<String> complaints = new ArrayList<>();
    ExecutorService processes =
        Executors.newFixedThreadPool(segments.size(), SegmentWriter::thread);
    try {
      List<Future<List<String>>> runs = new ArrayList<>();
      for (int i = 0; i < segments.size(); i++) {
        Path file = Files.createTempFile(workDir, "part", ".webm");
        files.add(file);
        Segment segment = segments.get(i);
        Progress.Listener own = sum.of(i);
        runs.add(processes.submit(() -> key(task, segment, segments.size(), file, own)));
      }
      for (Future<List<String>> run : runs) {
        complaints.addAll(ended(run));
      }
    } finally {
      stop(processes);
    }
    if (sum.frames() != count) {
      return Optional.empty();
    }
    join(task, files, times.get().start(0), part);
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    return Optional.of(new ClipWriter.Written(sum.frames(), complaints));
  }

  private Optional<FrameTimes> times(MediaInfo source) throws IOException, InterruptedException {
    try {
      FrameTimes times =
          new ClipReader(ffmpeg).read(Cut.whole(source.file()), cancellation).times();
      return times.rising() ? Optional.of(times) : Optional.empty();
    } catch (MediaException e) {
      return Optional.empty();
    }
  }

  private List<String> key(
      KeyingTask task, Segment segment, int processes, Path file, Progress.Listener listener)
      throws MediaException, IOException, InterruptedException {
    int threads = Math.max(1, cores / processes);
    List<String> threading = List.of("-threads", String.valueOf(threads));
    List<String> seek = new ArrayList<>(List.of("-copyts", "-start_at_zero"));
    seek.addAll(threading);
    if (segment.first() > 0) {
      seek.addAll(List.of("-ss", decimal(segment.seek())));
    }
    List<SideInput> sides = new ArrayList<>();
    for (SideInput side : task.sides()) {
      sides.add(side.slice(segment.first(), segment.count(), workDir));
    }
    List<String> arguments = new ArrayList<>(task.inputs(seek, sides));
    arguments.addAll(List.of("-filter_complex", task.graph().output(), "-map", "[out]"));
    arguments.addAll(Encoding.video(task.request().format()));
    arguments.addAll(threading);
    arguments.addAll(
        List.of("-frames:v", String.valueOf(segment.count()), "-fps_mode", "passthrough"));
    arguments.addAll(List.of("-enc_time_base", "filter", "file:" + file.toAbsolutePath()));
    return ffmpeg.limitedTo(threads).run(arguments, listener, cancellation);
  }

  /** Copies the parts one after the other, and the sound beside them. */
  private void join(KeyingTask task, List<Path> files, double start, Path part)
      throws MediaException, IOException, InterruptedException {
    StringBuilder list = new StringBuilder("ffconcat version 1.0\n");
    for (Path file : files) {
      // The parts' times are the clip's own; with these two lines nothing is added to them.
      list.append("file ").append(file.getFileName()).append("\ninpoint 0\nduration 0\n");
    }
    Path listing = Files.createTempFile(workDir, "parts", ".txt");
    Files.writeString(listing, list);
    MediaInfo source = task.request().source();
    List<String> arguments = new ArrayList<>();
    // FFmpeg lets every input begin at time 0, but the clip's first picture may be later.
    arguments.addAll(List.of("-itsoffset", String.format(Locale.ROOT, "%.3f", start)));
    arguments.addAll(List.of("-protocol_whitelist", "file", "-f", "concat", "-safe", "0"));
    arguments.addAll(List.of("-i", "file:" + listing.toAbsolutePath()));
    if (source.sound().isPresent()) {
      arguments.addAll(Ffmpeg.input(source));
    }
    arguments.addAll(List.of("-map", "0:v:0", "-c:v", "copy", "-metadata:s:v:0", "alpha_mode=1"));
    arguments.addAll(Encoding.sound(task.request().format(), source.sound(), 1));
    arguments.addAll(List.of("-f", "webm", "file:" + part.toAbsolutePath()));
    ffmpeg.run(arguments, Progress.Listener.NONE, cancellation);
  }

  private static List<String> ended(Future<List<String>> run)
      throws MediaException, IOException, InterruptedException {
    try {
      return run.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof MediaException media) {
        throw media;
      }
      if (cause instanceof IOException io) {
        throw io;
      }
      if (cause instanceof RuntimeException runtime) {
        throw runtime;
      }
      throw new IllegalStateException("A part of the clip could not be keyed.", cause);
    }
  }

  /** Interrupts those that still run, whose processes are killed then. */
  private static void stop(ExecutorService processes) throws InterruptedException {
    processes.shutdownNow();
    if (!processes.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
      log.warn("A stopped FFmpeg was not gone after {} s", GRACE_SECONDS);
    }
  }

  private static Thread thread(Runnable body) {
    Thread thread = new Thread(body, Thread.currentThread().getName() + "-part");
    thread.setDaemon(true);
    return thread;
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
