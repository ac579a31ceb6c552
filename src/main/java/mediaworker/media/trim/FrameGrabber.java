package mediaworker.media.trim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.Interlacing;
import mediaworker.media.MediaException;
import mediaworker.media.Progress;
import mediaworker.media.ToneMap;
import mediaworker.media.timeline.Clip;
import mediaworker.media.timeline.ClipReader;
import mediaworker.media.timeline.Cut;
import mediaworker.media.timeline.FrameTimes;

/** Takes one picture out of a video as PNG; transparency is kept. Safe for use by many threads. */
public final class FrameGrabber {

  private final Ffmpeg ffmpeg;
  private final ClipReader reader;

  public FrameGrabber(Ffmpeg ffmpeg) {
    this.ffmpeg = ffmpeg;
    this.reader = new ClipReader(ffmpeg);
  }

  /**
   * A picture that was taken out.
   *
   * @param index its number, counted from 0
   * @param ordinary a sentence where it was brought from HDR to ordinary colours
   * @param damage a sentence where FFmpeg could read it badly only
   */
  public record Grabbed(int index, Optional<String> ordinary, Optional<String> damage) {}

  /**
   * Writes the picture that is on the screen at a time.
   *
   * @param seconds from the start of the video; up to one picture's length beyond the end still
   *     means the last picture, since players round
   * @param png where it goes
   * @return which picture it was
   * @throws MediaException when the file cannot be used or ends before that time
   */
  public Grabbed grab(Path video, double seconds, Path png, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    Clip clip = reader.read(Cut.whole(video), cancellation);
    FrameTimes times = clip.times();
    if (seconds < 0 || seconds > times.end() + times.meanStep()) {
      throw MediaException.badInput(
          String.format(
              Locale.ROOT,
              "There is no picture at %.3f s in %s, which is %.3f s long.",
              seconds,
              clip.name(),
              times.end()));
    }
    int index = times.shownAt(seconds);
    // Fields are told apart by what comes before and after.
    boolean fields = Interlacing.of(clip.picture());
    int first = fields ? Math.max(0, index - 1) : index;
    Clip picture = clip.part(first, fields ? Math.min(times.count(), index + 2) : index + 1);
    String only =
        fields
            ? picture.wholePictures()
                + "trim=start_frame="
                + (index - first)
                + ":end_frame="
                + (index - first + 1)
                + ",setpts=PTS-STARTPTS,"
            : "";
    String pixels = clip.picture().alpha() ? "rgba" : "rgb24";
    List<String> arguments = new ArrayList<>(picture.input());
    String graph =
        "["
            + clip.info().pictureStream(0)
            + "]"
            + picture.videoFilters()
            + ","
            + only
            + picture.ordinaryColours()
            + picture.squarePixels()
            + "scale=flags=bicubic+full_chroma_int+accurate_rnd:in_color_matrix="
            + picture.colorMatrix()
            + ",format="
            + pixels
            + "[v]";
    arguments.addAll(
        List.of("-filter_complex", graph, "-map", "[v]", "-frames:v", "1", "-c:v", "png"));
    // image2pipe: a "%" in the output's name is no numbering pattern there.
    arguments.addAll(List.of("-f", "image2pipe", "file:" + png.toAbsolutePath()));
    List<String> complaints = ffmpeg.run(arguments, Progress.Listener.NONE, cancellation);
    if (!Files.exists(png) || Files.size(png) == 0) {
      throw MediaException.badInput(
          "Picture " + index + " of " + clip.name() + " cannot be decoded: the file is damaged.");
    }
    return new Grabbed(
        index, ToneMap.note(clip.info()), reader.damage(clip, complaints, cancellation));
  }
}
