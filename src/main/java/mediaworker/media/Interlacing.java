package mediaworker.media;

import java.util.Optional;
import java.util.Set;

/**
 * Pictures whose lines are of two moments, every other one of each (fields), and how they are made
 * whole. What a file says of itself decides: its pictures are not looked at.
 */
public final class Interlacing {

  /** FFmpeg's names: which field is coded first, then which is shown first. */
  private static final Set<String> TOP_FIRST = Set.of("tt", "bt");

  private static final Set<String> BOTTOM_FIRST = Set.of("bb", "tb");

  private Interlacing() {}

  /** Whether a stream says that its pictures are made of two fields. */
  public static boolean of(MediaInfo.Video video) {
    String order = video.fieldOrder();
    return order != null && (TOP_FIRST.contains(order) || BOTTOM_FIRST.contains(order));
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
