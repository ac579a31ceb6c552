package mediaworker.media;

import java.util.Optional;
import java.util.Set;

/**
 * Pictures whose lines are of two moments, every other one of each (fields), and how they are made
 * whole. What the container says decides, or where it says nothing the first pictures' own marks.
 */
public final class Interlacing {

  /**
   * FFmpeg's names of orders in which the top field is the earlier one. "tb" and "bt" stand for 9
   * and 14 of QuickTime's {@code fiel} and Matroska's FieldOrder, both fields woven into one
   * picture: by those standards, and by what FFmpeg writes, the first letter is the earlier field.
   */
  private static final Set<String> TOP_FIRST = Set.of("tt", "tb");

  private static final Set<String> BOTTOM_FIRST = Set.of("bb", "bt");

  /** Codecs whose pictures say themselves whether they are of fields. */
  private static final Set<String> MARKED =
      Set.of(
          "mpeg4",
          "dvvideo",
          "mpeg2video",
          "h264",
          "vc1",
          "wmv3",
          "mjpeg",
          "ffv1",
          "prores",
          "dnxhd",
          "utvideo");

  private Interlacing() {}

  /** Whether a stream says that its pictures are made of two fields. */
  public static boolean of(MediaInfo.Video video) {
    String order = video.fieldOrder();
    return order != null && (TOP_FIRST.contains(order) || BOTTOM_FIRST.contains(order));
  }

  /** Whether only its pictures can tell whether a stream is made of fields. */
  public static boolean untold(MediaInfo.Video video) {
    String order = video.fieldOrder();
    return (order == null || order.equals("unknown")) && MARKED.contains(video.codec());
  }

  /**
   * The filter, with its comma, that makes one whole picture of each two fields, at the time of the
   * first; nothing where there are none.
   */
  public static String filter(MediaInfo.Video video) {
    if (!of(video)) {
      return "";
    }
    boolean topFirst = TOP_FIRST.contains(String.valueOf(video.fieldOrder()));
    return "bwdif=mode=send_frame:parity=" + (topFirst ? "tff" : "bff") + ":deint=all,";
  }

  /** A sentence for the result; empty where there are no fields. */
  public static Optional<String> note(MediaInfo info) {
    return info.picture().filter(Interlacing::of).isPresent()
        ? Optional.of(info.file().getFileName() + " was interlaced and is not any more")
        : Optional.empty();
  }
}
