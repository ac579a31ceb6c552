package mediaworker.media.timeline;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import mediaworker.media.Rational;

/** Which constant rate suits a clip. */
public final class FrameRates {

  private static final double LOWEST = 1;
  private static final double HIGHEST = 120;

  private static final List<Rational> USUAL =
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

  private FrameRates() {}

  /**
   * A clip's rate: what the file says where the pictures' times bear it out, else the usual rate
   * nearest to theirs. Of uneven ones most steps count, not the pauses between them: a screen that
   * was filmed while it moved moves as smoothly. How long the last one is held does not count.
   */
  public static Rational of(Clip clip) {
    FrameTimes times = clip.times();
    boolean steady = times.evenSteps();
    double step = steady ? times.meanStep() : Math.min(times.meanStep(), times.medianStep());
    double rate = 1 / Math.max(step, 1e-6);
    Optional<Rational> stated =
        List.of(clip.picture().rate(), clip.picture().averageRate()).stream()
            .filter(Rational::isPositive)
            .filter(said -> near(said.value(), rate, 0.005))
            .findFirst();
    if (stated.isPresent() && steady && rate >= LOWEST && rate <= HIGHEST * 1.005) {
      return stated.get();
    }
    return USUAL.stream()
        .filter(usual -> near(usual.value(), rate, 0.01))
        .min(Comparator.comparingDouble(usual -> Math.abs(usual.value() - rate)))
        .orElse(new Rational(Math.round(Math.max(LOWEST, Math.min(HIGHEST, rate))), 1));
  }

  private static boolean near(double a, double b, double share) {
    return Math.abs(a - b) <= share * b;
  }
}
