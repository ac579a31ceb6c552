package mediaworker.keyinglab;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Clips that nobody has tuned to: random screens, subjects and formats. The same seed and number
 * always give the same clip, however many are asked for, so that one can be repeated by its name.
 */
final class Variants {

  /** One in so many has no screen at all and must be refused. */
  private static final double WITHOUT_SCREEN = 0.08;

  private static final int[][] SIZES = {
    {640, 360},
    {640, 360},
    {854, 480},
    {960, 540},
    {1280, 720},
    {480, 854},
    {540, 960},
    {640, 640},
    {720, 480},
    {1024, 436},
    {406, 720},
    {519, 333}
  };

  private Variants() {}

  /** The first so many clips of a seed; names begin with {@code seed.number} and a space. */
  static List<LabCase> of(int count, long seed) {
    return IntStream.rangeClosed(1, count).mapToObj(number -> one(seed, number)).toList();
  }

  /** Whether a clip has no screen and must be refused. */
  static boolean mustBeRefused(LabCase lab) {
    return lab.screen().around().isEverything();
  }

  private static LabCase one(long seed, int number) {
    Dice dice = new Dice(seed * 1_000_003 + number);
    int[] size = dice.of(SIZES);
    int rate = dice.of(12, 24, 24, 25, 30, 30, 60);
    double bitsPerPixel = dice.of(0.06, 0.12, 0.226, 0.226, 0.4);
    int bits = (int) (bitsPerPixel * size[0] * size[1] * 24);
    LabCase.Format format = new LabCase.Format(size[0], size[1], rate, bits);
    VariantScreen screen =
        dice.chance(WITHOUT_SCREEN) ? VariantScreen.none(dice) : VariantScreen.of(dice);
    VariantParts subject = new VariantParts(dice, screen.screen().color(), format);
    subject.draw();
    String name =
        "%d.%d %s; %s; %d×%d %s"
            .formatted(
                seed,
                number,
                screen.words(),
                subject.words(),
                size[0],
                size[1],
                bitsPerPixel < 0.1 ? "coarse" : "");
    return new LabCase(
        name.strip(), false, format, screen.screen(), subject.parts(), seed * 7919 + number);
  }
}
