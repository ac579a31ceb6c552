package mediaworker.media.stitching;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import mediaworker.media.MediaInfo;
import mediaworker.media.Rational;
import mediaworker.media.timeline.Clip;

/**
 * The one form that unequal clips are brought to.
 *
 * <p>The size is the largest clip's (by area, the first of equals), so that no clip loses detail;
 * the others are scaled to fit and get bars, transparent ones where the video is transparent. The
 * frame rate is the highest, so that no clip loses motion.
 *
 * @param delivery container and codecs
 * @param width in pixels, even
 * @param height in pixels, even
 * @param rate pictures a second, constant
 * @param sound whether any clip has sound; the others get silence
 */
record StitchForm(Delivery delivery, int width, int height, Rational rate, boolean sound) {

  /** What libopenh264 can do at most (H.264 level 5.2). */
  private static final int LONGEST_H264_SIDE = 3840;

  private static final int LONGER_SIDE_BUT_ONE = 2160;
  private static final double LOWEST_RATE = 1;
  private static final double HIGHEST_RATE = 120;

  private static final List<Rational> USUAL_RATES =
      List.of(
          new Rational(24_000, 1001),
          new Rational(24, 1),
          new Rational(25, 1),
          new Rational(30_000, 1001),
          new Rational(30, 1),
          new Rational(48, 1),
          new Rational(50, 1),
          new Rational(60_000, 1001),
          new Rational(60, 1));

  /** The form for some clips in the container they ask for. */
  static StitchForm of(List<Clip> clips) {
    boolean alpha = clips.stream().anyMatch(clip -> clip.picture().alpha());
    boolean prores = clips.stream().allMatch(clip -> clip.picture().codec().equals("prores"));
    Delivery delivery = Delivery.MP4_H264;
    if (alpha) {
      delivery = prores ? Delivery.MOV_PRORES_4444 : Delivery.WEBM_VP9_ALPHA;
    }
    return of(clips, delivery);
  }

  /** The form for some clips in a given container. */
  static StitchForm of(List<Clip> clips, Delivery delivery) {
    Clip largest =
        clips.stream()
            .max(Comparator.comparingLong(StitchForm::area).thenComparing(reverseOrder(clips)))
            .orElseThrow();
    double width = shownWidth(largest.picture());
    double height = largest.picture().shownHeight();
    if (delivery == Delivery.MP4_H264 || delivery == Delivery.MOV_H264) {
      double fit =
          Math.min(
              1,
              Math.min(
                  LONGEST_H264_SIDE / Math.max(width, height),
                  LONGER_SIDE_BUT_ONE / Math.min(width, height)));
      width *= fit;
      height *= fit;
    }
    Rational rate =
        clips.stream()
            .map(StitchForm::rateOf)
            .max(Comparator.comparingDouble(Rational::value))
            .orElseThrow();
    boolean sound = clips.stream().anyMatch(clip -> clip.info().sound().isPresent());
    return new StitchForm(delivery, even(width), even(height), rate, sound);
  }

  /** How many pictures a clip gets. */
  int frames(Clip clip) {
    return (int) Math.max(1, Math.round(clip.seconds() * rate.value()));
  }

  /** Seconds of a number of pictures. */
  double seconds(int frames) {
    return frames * (double) rate.denominator() / rate.numerator();
  }

  /**
   * A clip's rate: what the file says where the pictures' times bear it out, else the usual rate
   * nearest to their mean.
   */
  static Rational rateOf(Clip clip) {
    double mean = 1 / Math.max(clip.times().meanStep(), 1e-6);
    Optional<Rational> stated =
        List.of(clip.picture().rate(), clip.picture().averageRate()).stream()
            .filter(Rational::isPositive)
            .filter(rate -> near(rate.value(), mean, 0.005))
            .findFirst();
    if (stated.isPresent() && clip.times().steady() && inRange(mean)) {
      return stated.get();
    }
    return USUAL_RATES.stream()
        .filter(rate -> near(rate.value(), mean, 0.01))
        .min(Comparator.comparingDouble(rate -> Math.abs(rate.value() - mean)))
        .orElse(new Rational(Math.round(Math.max(LOWEST_RATE, Math.min(HIGHEST_RATE, mean))), 1));
  }

  private static boolean inRange(double rate) {
    return rate >= LOWEST_RATE && rate <= HIGHEST_RATE * 1.005;
  }

  private static boolean near(double a, double b, double share) {
    return Math.abs(a - b) <= share * b;
  }

  private static Comparator<Clip> reverseOrder(List<Clip> clips) {
    return Comparator.comparingInt(clip -> -clips.indexOf(clip));
  }

  private static long area(Clip clip) {
    return Math.round(shownWidth(clip.picture()) * clip.picture().shownHeight());
  }

  /** Width in square pixels. */
  static double shownWidth(MediaInfo.Video picture) {
    double aspect = Rational.parse(picture.sampleAspect().replace(':', '/')).value();
    boolean turned = picture.shownWidth() != picture.width();
    return aspect <= 0
        ? picture.shownWidth()
        : turned ? picture.shownWidth() / aspect : picture.shownWidth() * aspect;
  }

  private static int even(double side) {
    return Math.max(2, (int) Math.round(side / 2) * 2);
  }
}
