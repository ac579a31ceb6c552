package mediaworker.media.stitching;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mediaworker.media.H264;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.Rational;
import mediaworker.media.timeline.Clip;
import mediaworker.media.timeline.FrameRates;

/**
 * The one form that unequal clips are brought to.
 *
 * @param delivery container and codecs
 * @param canvas the frame
 * @param rate pictures a second, constant
 * @param sound whether any clip has sound, or there is music; the others get silence
 */
record StitchForm(Delivery delivery, Canvas canvas, Rational rate, boolean sound) {

  /** Shapes that differ by less count as one. */
  private static final double SAME_SHAPE = 0.01;

  /** What every encoder here can do at least. */
  private static final int SHORTEST_SIDE = 16;

  /** For stills alone, which have no rate. */
  private static final Rational STILLS_RATE = new Rational(30, 1);

  /**
   * The form for some clips in the container that suits them, or is asked for.
   *
   * @param limited whether H.264 has {@link H264}'s limit here
   * @throws MediaException when a size is asked for that it does not take
   */
  static StitchForm of(List<Take> takes, FormRequest wished, boolean music, boolean limited)
      throws MediaException {
    boolean alpha =
        wished.background() == null
            && takes.stream().anyMatch(take -> take.clip().picture().alpha());
    List<Clip> moving = takes.stream().map(Take::clip).filter(clip -> !clip.isStill()).toList();
    boolean prores =
        !moving.isEmpty()
            && moving.stream().allMatch(clip -> clip.picture().codec().equals("prores"));
    FormRequest.Output usual =
        !alpha ? FormRequest.Output.MP4 : prores ? FormRequest.Output.MOV : FormRequest.Output.WEBM;
    Delivery delivery =
        switch (wished.output().orElse(usual)) {
          case MP4 -> Delivery.MP4_H264;
          case WEBM -> alpha ? Delivery.WEBM_VP9_ALPHA : Delivery.WEBM_VP9;
          case MOV -> alpha ? Delivery.MOV_PRORES_4444 : Delivery.MOV_H264;
        };
    Sides sides = Sides.of(takes, wished);
    boolean asked = wished.width() > 0 || wished.height() > 0;
    if (asked && limited && isH264(delivery) && sides.fit() < 1) {
      throw MediaException.badInput(
          H264.tooLarge(sides.width(), sides.height())
              + ": ask for a smaller one, or for \"output\": \"webm\".");
    }
    return of(takes, delivery, wished, music, limited);
  }

  /**
   * The form for some clips in a given container.
   *
   * @param limited whether H.264 has {@link H264}'s limit here
   */
  static StitchForm of(
      List<Take> takes, Delivery delivery, FormRequest wished, boolean music, boolean limited) {
    List<Clip> clips = takes.stream().map(Take::clip).toList();
    Sides sides = Sides.of(takes, wished);
    double fit = limited && isH264(delivery) ? sides.fit() : 1;
    Rational rate =
        wished
            .rate()
            .orElseGet(
                () ->
                    clips.stream()
                        .filter(clip -> !clip.isStill())
                        .map(FrameRates::of)
                        .max(Comparator.comparingDouble(Rational::value))
                        .orElse(STILLS_RATE));
    boolean sound = music || takes.stream().anyMatch(Take::sounds);
    Canvas canvas =
        new Canvas(
            fit < 1 ? evenBelow(fit * sides.width()) : even(sides.width()),
            fit < 1 ? evenBelow(fit * sides.height()) : even(sides.height()),
            wished.fit(),
            wished.background());
    return new StitchForm(delivery, canvas, rate, sound);
  }

  /** That the pictures get fewer pixels than the largest clip has, with nobody asking for it. */
  Optional<String> shrinking(List<Take> takes, FormRequest wished, boolean limited) {
    Sides sides = Sides.of(takes, wished);
    return limited && isH264(delivery) && sides.fit() < 1
        ? Optional.of(
            H264.tooLarge(sides.width(), sides.height())
                + ", so it is made "
                + canvas.width()
                + "x"
                + canvas.height())
        : Optional.empty();
  }

  /** That a size cannot be had as it follows from the clips, or from the one side asked for. */
  Optional<String> rounding(List<Take> takes, FormRequest wished, boolean limited) {
    Sides sides = Sides.of(takes, wished);
    if (shrinking(takes, wished, limited).isPresent()
        || (sides.grow() == 1
            && canvas.width() == Math.round(sides.width())
            && canvas.height() == Math.round(sides.height()))) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "a size of %.0fx%.0f is made %dx%d, since sides must be even and at least %d",
            sides.width() / sides.grow(),
            sides.height() / sides.grow(),
            canvas.width(),
            canvas.height(),
            SHORTEST_SIDE));
  }

  /** Whether the pictures would be larger than {@link H264}'s limit, where it holds. */
  static boolean isLarge(List<Take> takes, FormRequest wished) {
    return Sides.of(takes, wished).fit() < 1;
  }

  private static boolean isH264(Delivery delivery) {
    return delivery == Delivery.MP4_H264 || delivery == Delivery.MOV_H264;
  }

  /**
   * The frame as it is wanted, in square pixels.
   *
   * @param grow how much larger it is made for the shortest side; 1 for not at all
   */
  private record Sides(double width, double height, double grow) {

    static Sides of(List<Take> takes, FormRequest wished) {
      List<Clip> clips = takes.stream().map(Take::clip).toList();
      Clip largest =
          clips.stream()
              .max(
                  Comparator.comparing((Clip clip) -> !clip.isStill())
                      .thenComparingLong(StitchForm::area)
                      .thenComparing(reverseOrder(clips)))
              .orElseThrow();
      double width = shownWidth(largest.picture());
      double height = largest.picture().shownHeight();
      if (wished.width() > 0 || wished.height() > 0) {
        double shape = width / height;
        width = wished.width() > 0 ? wished.width() : wished.height() * shape;
        height = wished.height() > 0 ? wished.height() : wished.width() / shape;
      }
      double grow = Math.max(1, SHORTEST_SIDE / Math.min(width, height));
      return new Sides(grow * width, grow * height, grow);
    }

    double fit() {
      return H264.fit(width, height);
    }
  }

  /**
   * How a clip is brought into the canvas: as asked for, but without bars where they would be a few
   * lines, which come from sides that are rounded to even numbers.
   */
  Fit fit(Clip clip) {
    double shape = shownWidth(clip.picture()) / clip.picture().shownHeight();
    double wanted = canvas.width() / (double) canvas.height();
    return canvas.fit() == Fit.CONTAIN && near(shape, wanted, SAME_SHAPE)
        ? Fit.COVER
        : canvas.fit();
  }

  /** How many pictures a clip gets. */
  int frames(Take take) {
    return (int) Math.max(1, Math.round(take.seconds() * rate.value()));
  }

  /** Seconds of a number of pictures. */
  double seconds(int frames) {
    return frames * (double) rate.denominator() / rate.numerator();
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

  private static int evenBelow(double side) {
    return Math.max(2, 2 * (int) (side / 2));
  }

  private static int even(double side) {
    return Math.max(2, (int) Math.round(side / 2) * 2);
  }
}
