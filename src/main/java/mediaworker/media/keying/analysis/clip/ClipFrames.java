package mediaworker.media.keying.analysis.clip;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.analysis.clip.FrameMemory.Scratch;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.color.WorkingFormat;

/**
 * All frames of a clip as small pictures, with their times. A short clip is decoded once and kept;
 * a long one is decoded again each time it is gone through. Used by one thread.
 */
public final class ClipFrames {

  /** Up to this many frames are kept: about 43 kB each. */
  private static final double MOST_KEPT = 900;

  /** As many are kept whatever memory there is, of clips that do not say how long they are. */
  private static final int LEAST_KEPT = 2 * ScreenSamples.WANTED;

  private final Ffmpeg ffmpeg;
  private final MediaInfo source;
  private final AnalysisGrid grid;
  private final Scratch scratch;
  private final Cancellation cancellation;
  private final List<byte[]> kept = new ArrayList<>();
  private SmallPictures small;
  private BorderLines lines = BorderLines.NONE;

  /** How many frames there is memory for. */
  private long room = LEAST_KEPT;

  /** Bytes that were taken at first, and for how many frames more was taken later. */
  private long fitted;

  private int added;
  private List<String> complaints = List.of();
  private ClipTimes times = ClipTimes.NONE;

  /**
   * What was seen while a clip was read.
   *
   * @param frames from all over it, one in every {@code step}
   * @param pictures how many there are in all
   * @param cuts numbers of the pictures that begin another shot, but for the first
   */
  public record Seen(List<byte[]> frames, int step, int pictures, List<Integer> cuts) {

    /** Numbers of the pictures that begin a shot. */
    public int[] shots() {
      return IntStream.concat(IntStream.of(0), cuts.stream().mapToInt(Integer::intValue)).toArray();
    }

    /** The frames from one picture on and before another. */
    public List<byte[]> between(int first, int end) {
      return frames.subList((first + step - 1) / step, (end + step - 1) / step);
    }
  }

  /**
   * Of a clip that has not been read yet.
   *
   * @param scratch the memory that the clip may be kept in
   * @param cancellation ends the reading
   */
  public ClipFrames(
      Ffmpeg ffmpeg,
      MediaInfo source,
      SmallPictures small,
      AnalysisGrid grid,
      Scratch scratch,
      Cancellation cancellation) {
    this.ffmpeg = ffmpeg;
    this.source = source;
    this.grid = grid;
    this.scratch = scratch;
    this.cancellation = cancellation;
    this.small = small;
  }

  /** Takes the memory in which the clip is kept, if it is short enough and other jobs leave it. */
  public boolean fits(MediaInfo.Video video) {
    double frames = video.durationSeconds() * video.frameRate().value();
    long wanted = source.isStill() ? 1 : (long) Math.ceil(frames);
    boolean fits =
        source.isStill() || (frames <= MOST_KEPT && scratch.take(wanted * grid.frameBytes()));
    if (fits) {
      room = Math.max(room, wanted);
      fitted = source.isStill() ? 0 : wanted * grid.frameBytes();
    }
    return fits;
  }

  /**
   * Decodes a short clip and keeps it. One that turns out to be longer than its file says, and not
   * to fit, is not kept: recorders write no length at all. Then only some of its frames are seen.
   *
   * @throws MediaException when it has no picture that can be read
   */
  public Seen keep(MeasuringProgress progress)
      throws MediaException, IOException, InterruptedException {
    int[] step = {1};
    ShotCuts cuts = new ShotCuts(grid);
    decode(
        (index, pixels) -> {
          progress.read(index + 1);
          cuts.add(pixels);
          if (index % step[0] == 0 && !hasRoom()) {
            dropEveryOther();
            step[0] *= 2;
          }
          if (index % step[0] == 0) {
            kept.add(pixels.clone());
          }
        });
    List<byte[]> frames = List.copyOf(kept);
    if (lines.equals(BorderLines.NONE)) {
      paintOverLines(ScreenSamples.spread(frames), frames);
    }
    if (step[0] > 1) {
      kept.clear();
    }
    return new Seen(frames, step[0], times.all().size(), cuts.found());
  }

  /**
   * Looks for lines along the picture's edges and paints them over, in some pictures and in all
   * that are decoded from now on.
   *
   * @param samples pictures from all over the clip
   * @param frames those to be changed
   */
  public void paintOverLines(List<byte[]> samples, List<byte[]> frames) {
    MediaInfo.Video video = source.picture().orElseThrow();
    lines = BorderLines.of(grid, samples, video.shownWidth(), video.shownHeight());
    small = small.paintedOver(lines);
    frames.forEach(frame -> lines.paintOver(grid, frame));
  }

  /** Lines that were found along the picture's edges. */
  public BorderLines lines() {
    return lines;
  }

  /** How the clip is brought to what keying works in, lines along its edges painted over. */
  public WorkingFormat working() {
    return small.working();
  }

  /** Whether one more can be kept: in memory that others had before, or in some that is taken. */
  private boolean hasRoom() {
    if (kept.size() < room) {
      return true;
    }
    boolean more = room < MOST_KEPT && scratch.take(grid.frameBytes());
    if (more) {
      room++;
      added++;
    }
    return more;
  }

  /** Keeps no frames any longer, and gives their memory back. */
  public void letGo() {
    kept.clear();
    if (fitted > 0) {
      scratch.giveBack(fitted);
    }
    for (int i = 0; i < added; i++) {
      scratch.giveBack(grid.frameBytes());
    }
    fitted = 0;
    added = 0;
    room = LEAST_KEPT;
  }

  private void dropEveryOther() {
    for (int i = kept.size() - 1 - kept.size() % 2; i > 0; i -= 2) {
      kept.remove(i);
    }
  }

  /** The frames of a clip that is kept, else none; not to be changed. */
  public List<byte[]> kept() {
    return kept;
  }

  /** Goes through all frames in order; the array of a picture may be used again. */
  public void forEach(MeasuringProgress progress, Ffmpeg.RawFrame each)
      throws MediaException, IOException, InterruptedException {
    boolean readBefore = !times.all().isEmpty();
    Ffmpeg.RawFrame told =
        (index, pixels) -> {
          each.accept(index, pixels);
          progress.measured(index + 1, readBefore);
        };
    if (kept.isEmpty()) {
      decode(told);
      return;
    }
    for (int i = 0; i < kept.size(); i++) {
      cancellation.throwIfCancelled();
      told.accept(i, kept.get(i));
    }
  }

  /** What FFmpeg wrote to standard error while it decoded the clip: damage, if anything. */
  public List<String> complaints() {
    return complaints;
  }

  /** Times of the frames gone through. */
  public ClipTimes times() {
    return times;
  }

  /** When a picture ends that another one, or nothing, comes behind, in seconds. */
  public double end(int behind) {
    return behind < times.all().size() ? times.seconds(behind) : times.end();
  }

  private void decode(Ffmpeg.RawFrame each)
      throws MediaException, IOException, InterruptedException {
    Path listing = Files.createTempFile(scratch.folder(), "times", ".txt");
    int[] count = {0};
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-threads", String.valueOf(ffmpeg.threads())));
    arguments.addAll(Ffmpeg.input(source));
    // The times come from a second, tiny output, since raw pictures carry none; and in it once more
    // those of the key frames (and of the first, as there has to be one).
    arguments.addAll(
        List.of(
            "-filter_complex",
            "[%s]%s,split=2[small][t];[t]crop=2:2:0:0,split=2[timed][k];[k]select='key+not(n)'[keys]"
                .formatted(source.pictureStream(0), small.filters()),
            "-map",
            "[small]"));
    arguments.addAll(Ffmpeg.OWN_TIMES);
    arguments.addAll(List.of("-f", "rawvideo", "pipe:1", "-map", "[timed]", "-map", "[keys]"));
    arguments.addAll(Ffmpeg.OWN_TIMES);
    arguments.addAll(List.of("-c:v", "rawvideo", "-f", "framecrc"));
    arguments.add("file:" + listing.toAbsolutePath());
    complaints =
        ffmpeg.runRaw(
            arguments,
            Ffmpeg.rawFrames(
                small.bytes(),
                (index, pixels) -> {
                  count[0]++;
                  each.accept(index, small.seen(pixels));
                }),
            cancellation);
    times = ClipTimes.read(Files.readAllLines(listing));
    Files.delete(listing);
    if (count[0] == 0) {
      throw MediaException.badInput(
          "No picture of "
              + source.file().getFileName()
              + " could be read; it is empty or broken.");
    }
  }
}
