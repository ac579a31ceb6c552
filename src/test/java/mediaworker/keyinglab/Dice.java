package mediaworker.keyinglab;

import java.util.SplittableRandom;

/** Random choices that the same seed always makes the same. Used by one thread. */
final class Dice {

  // Not java.util.Random, whose first numbers are alike for neighbouring seeds.
  private final SplittableRandom random;

  Dice(long seed) {
    random = new SplittableRandom(seed);
  }

  /** A number between two others. */
  double between(double least, double most) {
    return least + (most - least) * random.nextDouble();
  }

  /** True so often. */
  boolean chance(double share) {
    return random.nextDouble() < share;
  }

  /** One of several, all as likely. */
  @SafeVarargs
  final <T> T of(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** A colour by hue in degrees, saturation and value, 0…1. */
  Rgb color(double hue, double saturation, double value) {
    java.awt.Color awt =
        new java.awt.Color(
            java.awt.Color.HSBtoRGB((float) (hue / 360), (float) saturation, (float) value));
    return Rgb.of(awt.getRGB() & 0xffffff);
  }
}
