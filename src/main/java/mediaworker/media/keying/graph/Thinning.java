package mediaworker.media.keying.graph;

import java.util.Locale;
import java.util.Optional;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.OutputFormat;

/**
 * Lets fewer pictures through, each at its own time: the first of each stretch of a second's share,
 * so that there is always one. Pure.
 *
 * @param perSecond stretches a second
 */
public record Thinning(double perSecond) {

  /** GIF counts in hundredths of a second, and players slow down what is faster than this. */
  private static final double FASTEST_GIF = 30;

  /** Containers round times to milliseconds, so a picture counts from one earlier. */
  private static final double EARLIER = 0.001;

  /** What a request needs; empty where all pictures are let through. */
  public static Optional<Thinning> of(KeyingRequest request, MediaInfo.Video video) {
    boolean gif = request.format() == OutputFormat.GIF;
    if (posterized(request, video)) {
      double shown = request.settings().posterizeFps();
      return Optional.of(new Thinning(gif ? Math.min(FASTEST_GIF, shown) : shown));
    }
    double own = video.frameRate().value();
    return gif && own > FASTEST_GIF ? Optional.of(new Thinning(gifRate(own))) : Optional.empty();
  }

  /** The filter of a request, with its comma; nothing where all pictures are let through. */
  static String filter(KeyingRequest request, MediaInfo.Video video) {
    return of(request, video).map(Thinning::filter).orElse("");
  }

  /** Whether there are more pictures than are to be shown. */
  static boolean posterized(KeyingRequest request, MediaInfo.Video video) {
    double own = video.frameRate().value();
    double shown = request.settings().posterizeFps();
    return shown > 0 && !request.source().isStill() && (own == 0 || shown < own);
  }

  /** Half the rate where that is a usual one (50, 60), else the fastest. */
  private static double gifRate(double own) {
    return own / 2 >= 20 && own / 2 <= FASTEST_GIF ? own / 2 : FASTEST_GIF;
  }

  private String filter() {
    String step =
        "floor((%s-start_t+" + EARLIER + ")*" + String.format(Locale.ROOT, "%.6f", perSecond) + ")";
    return "select='isnan(prev_selected_t)+gt(%s,%s)',"
        .formatted(step.formatted("t"), step.formatted("prev_selected_t"));
  }

  /**
   * For how long the last picture that is let through is shown: until the clip's end. FFmpeg would
   * end a GIF when the clip's own picture ends.
   *
   * @param times of the clip's pictures in seconds, rising, at least one
   * @param end of the clip in seconds
   */
  public double lastSeconds(double[] times, double end) {
    int last = times.length - 1;
    double stretch = stretch(times, last);
    while (last > 0 && stretch(times, last - 1) == stretch) {
      last--;
    }
    return end - times[last];
  }

  /** Which stretch a picture lies in, as the filter has it. */
  private double stretch(double[] times, int picture) {
    return Math.floor((times[picture] - times[0] + EARLIER) * perSecond);
  }
}
