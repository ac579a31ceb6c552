package mediaworker.media.timeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import mediaworker.media.Ffmpeg;
import mediaworker.media.Interlacing;
import mediaworker.media.MediaInfo;
import mediaworker.media.StereoSound;
import mediaworker.media.ToneMap;
import mediaworker.media.mp4.Mp4Movie;

/**
 * A readable video, all of it or a part; or a still image that stands for a while, as one picture
 * of that length.
 *
 * @param info what the file is; has a picture
 * @param times when its pictures are shown
 * @param packets the file's packets; of a decoded VP8 clip or a still they say nothing
 * @param movie the file's tables, where it is an ordinary MP4 file
 * @param span which part of it
 */
public record Clip(
    MediaInfo info, FrameTimes times, Packets packets, Optional<Mp4Movie> movie, Span span) {

  /** Up to here decoding from the start costs less than the trouble of seeking is worth. */
  private static final double SEEK_FROM_SECONDS = 4;

  /** Its file name, for messages. */
  public String name() {
    return String.valueOf(info.file().getFileName());
  }

  /** The picture stream. */
  public MediaInfo.Video picture() {
    return info.picture().orElseThrow();
  }

  /** Whether it is a still image. */
  public boolean isStill() {
    return info.isStill();
  }

  /** Number of the first picture, counted from 0. */
  public int from() {
    return span.from();
  }

  /** Number of the picture after the last. */
  public int to() {
    return span.to();
  }

  /** Whether nothing is cut away. */
  public boolean isWhole() {
    return hasAllPictures() && span.begin() == times.start(0) && span.end() == times.end();
  }

  private boolean hasAllPictures() {
    return from() == 0 && to() == times.count();
  }

  /**
   * What a person should know of an out point that lies beyond the end; less than a picture beyond
   * it is somebody's rounding.
   *
   * @param outSeconds the point; empty for the end
   */
  public Optional<String> shortOf(OptionalDouble outSeconds) {
    double end = times.end();
    double picture = (end - times.start(0)) / times.count();
    return outSeconds.isEmpty() || isStill() || outSeconds.getAsDouble() <= end + picture
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s ends at %.2f s, before its out point of %.2f s",
                name(),
                end,
                outSeconds.getAsDouble()));
  }

  /** Number of pictures. */
  public int frames() {
    return to() - from();
  }

  /** Length of the pictures. */
  public double seconds() {
    return span.end() - span.begin();
  }

  /** For how long a picture of the part is shown, by its number in the file; in seconds. */
  double seconds(int picture) {
    return Math.min(times.start(picture + 1), span.end())
        - Math.max(times.start(picture), span.begin());
  }

  /** The same file, other pictures of it, each shown whole. */
  public Clip part(int first, int end) {
    Span pictures = new Span(first, end, times.start(first), times.start(end));
    return new Clip(info, times, packets, movie, pictures);
  }

  /** Arguments that open it, near the first picture where the file has an index to seek by. */
  public List<String> input() {
    return input(0);
  }

  /**
   * The same, near a time before the first picture: for its sound alone.
   *
   * @param lead seconds before the first picture
   */
  public List<String> input(double lead) {
    List<String> arguments = new ArrayList<>();
    if (seeks()) {
      arguments.addAll(List.of("-ss", decimal(seek(lead))));
    }
    arguments.addAll(Ffmpeg.input(info));
    return arguments;
  }

  /** Filters that cut the pictures and let them begin at time 0. */
  public String videoFilters() {
    // After a seek FFmpeg drops all pictures before the point that was asked for.
    int first = seeks() ? 0 : from();
    String cut =
        hasAllPictures() ? "" : "trim=start_frame=" + first + ":end_frame=" + (first + frames());
    String begin =
        times.countedStep().isPresent()
            ? "setpts=round(N*" + decimal(times.countedStep().getAsDouble()) + "/TB)"
            : "setpts=" + fromZero();
    return (cut.isEmpty() ? "" : cut + ",") + begin;
  }

  /** A picture's time in the part, whose first one may have been there for a while. */
  private String fromZero() {
    double before = span.begin() - times.start(from());
    return before > 0 ? "'max(0,PTS-STARTPTS-round(" + decimal(before) + "/TB))'" : "PTS-STARTPTS";
  }

  /**
   * Filters that bring the sound to 48 kHz stereo, in step with the pictures and exactly {@code
   * seconds} long, silence added where it is shorter. Without this AAC's whole frames would shift
   * each clip's sound a little more than the one before it.
   */
  public String audioFilters(double seconds) {
    return audioFilters(0, seconds);
  }

  /**
   * The same with some of the sound from before the first picture, silence where there is none; for
   * what is opened by {@link #input(double)} with the same lead.
   *
   * @param lead seconds before the first picture
   * @param seconds length altogether, the lead included
   */
  public String audioFilters(double lead, double seconds) {
    double start = span.begin() - (seeks() ? seek(lead) : 0) - lead;
    String silence = start < 0 ? "," + silenceBefore(-start) : "";
    return "aresample=48000:async=1:first_pts=0,"
        + StereoSound.filters(info.sound().orElseThrow())
        + ",atrim=start="
        + decimal(Math.max(0, start))
        + ",asetpts=PTS-STARTPTS"
        + silence
        // Silence that follows no sound at all has no times, by which it would never end.
        + ",apad,asetpts=N/SR/TB,atrim=end="
        + decimal(seconds);
  }

  /**
   * Filters that let sound at 48 kHz begin later. FFmpeg gives the silence no or wrong times, by
   * which what lies behind would cut away a part of it: so times are counted anew.
   */
  public static String silenceBefore(double seconds) {
    return "adelay=delays=" + Math.round(seconds * 48_000) + "S:all=1,asetpts=N/SR/TB";
  }

  /** A filter, with its comma, that makes oblong pixels square; nothing where they are. */
  public String squarePixels() {
    return picture().sampleAspect().equals("1:1") ? "" : "scale=w=trunc(iw*sar/2)*2:h=ih,setsar=1,";
  }

  /**
   * A filter, with its comma, that makes whole pictures of fields; nothing where there are none.
   */
  public String wholePictures() {
    return Interlacing.filter(picture());
  }

  /** Filters, with their comma, that bring HDR to ordinary colours; nothing where it is none. */
  public String ordinaryColours() {
    return ToneMap.filters(picture()).map(filters -> filters + ",").orElse("");
  }

  /** Whether its pictures are of red, green and blue behind {@link #ordinaryColours}. */
  public boolean isRgb() {
    return picture().isRgb() && ToneMap.name(picture()).isEmpty();
  }

  /**
   * The colour matrix for the scale filter behind {@link #ordinaryColours}, by the file's tag; of
   * an untagged file what players take it for. Left to itself FFmpeg takes all untagged files for
   * standard definition.
   */
  public String colorMatrix() {
    MediaInfo.Video picture = picture();
    if (ToneMap.name(picture).isPresent()) {
      return "bt709";
    }
    String tagged = picture.colorSpace();
    if (tagged != null) {
      switch (tagged) {
        case "bt709", "fcc", "smpte170m", "smpte240m" -> {
          return tagged;
        }
        case "bt470bg" -> {
          return "bt601";
        }
        case "bt2020nc", "bt2020c" -> {
          return "bt2020";
        }
        default -> {}
      }
    }
    return picture.isStandardDefinition() ? "bt601" : "bt709";
  }

  private boolean seeks() {
    boolean indexed = info.format().startsWith("mov,") || info.format().startsWith("matroska,");
    return indexed && from() > 0 && times.start(from()) > SEEK_FROM_SECONDS;
  }

  /** Half way from the picture before, so that no rounding can lose the first one. */
  private double seek(double lead) {
    return Math.max(0, (times.start(from() - 1) + times.start(from())) / 2 - lead);
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
