package mediaworker.media.keying.analysis.clip;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;

/**
 * Reads small pictures from all over a clip, for measuring. A short clip is decoded once; in a long
 * one it is cheaper to seek. Stateless but for its parts; safe for use by many threads.
 */
public final class ScreenSamples {

  static final int WANTED = 24;

  /** Up to this many frames one decoding run is cheaper than a run for each picture. */
  private static final double SHORT_CLIP_FRAMES = 600;

  /** Where a clip's length is not known. */
  private static final double STEP_SECONDS = 0.5;

  private final Ffmpeg ffmpeg;

  /** Reads with this ffmpeg. */
  public ScreenSamples(Ffmpeg ffmpeg) {
    this.ffmpeg = ffmpeg;
  }

  /**
   * Reads up to 24 pictures, spread evenly.
   *
   * @return yuv444p pictures of the grid's size, in the working format's matrix
   * @throws MediaException when no picture of the clip can be read
   */
  public List<byte[]> read(
      MediaInfo source, MediaInfo.Video video, SmallPictures small, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    List<byte[]> frames = new ArrayList<>();
    double seconds = video.durationSeconds();
    if (source.isStill() || seconds * video.frameRate().value() <= SHORT_CLIP_FRAMES) {
      double step = seconds > 0 ? seconds / WANTED : STEP_SECONDS;
      // Half a microsecond of slack keeps a frame that is due from being put off by rounding.
      String spread =
          "select='isnan(prev_selected_t)+gte(t-prev_selected_t,%s)',"
              .formatted(number(Math.max(0, step - 5e-7)));
      run(source, List.of(), spread, small, WANTED + 1, frames, cancellation);
    } else {
      for (int i = 0; i < WANTED; i++) {
        List<String> seek = List.of("-ss", number(seconds * (i + 0.5) / WANTED));
        run(source, seek, "", small, 1, frames, cancellation);
      }
    }
    if (frames.isEmpty()) {
      throw MediaException.badInput(
          "No picture of "
              + source.file().getFileName()
              + " could be read; it is empty or broken.");
    }
    return frames;
  }

  /** Up to 24 of the pictures, spread evenly. */
  public static List<byte[]> spread(List<byte[]> all) {
    return spread(all, WANTED);
  }

  /** Up to so many of the pictures, spread evenly. */
  public static List<byte[]> spread(List<byte[]> all, int most) {
    List<byte[]> some = new ArrayList<>();
    int wanted = Math.min(most, all.size());
    for (int i = 0; i < wanted; i++) {
      some.add(all.get((int) ((i + 0.5) * all.size() / wanted)));
    }
    return some;
  }

  private void run(
      MediaInfo source,
      List<String> seek,
      String some,
      SmallPictures small,
      int most,
      List<byte[]> frames,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(seek);
    arguments.addAll(List.of("-threads", String.valueOf(ffmpeg.threads())));
    arguments.addAll(Ffmpeg.input(source));
    arguments.addAll(List.of("-map", source.pictureStream(0), "-vf", small.filters(some)));
    arguments.addAll(Ffmpeg.OWN_TIMES);
    arguments.addAll(List.of("-frames:v", String.valueOf(most)));
    arguments.addAll(List.of("-f", "rawvideo", "pipe:1"));
    ffmpeg.runRaw(
        arguments,
        Ffmpeg.rawFrames(small.bytes(), (index, pixels) -> frames.add(small.seen(pixels.clone()))),
        cancellation);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
