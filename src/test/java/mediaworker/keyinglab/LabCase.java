package mediaworker.keyinglab;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * One clip to be: what is in front of which screen.
 *
 * @param name for the table and the command line
 * @param heldOut whether it is one of those that nothing is tuned on
 * @param format how it is recorded
 * @param seed of everything random in it
 */
record LabCase(
    String name, boolean heldOut, Format format, StudioScreen screen, List<Part> parts, long seed) {

  /** Pictures in a clip. */
  static final int FRAMES = 12;

  static final int RATE = 24;

  /** Side of a grain of coloured noise, in pixels. */
  private static final int GRAIN = 2;

  /** As video services deliver. */
  private static final int BITS_PER_SECOND = 5_000_000;

  private static final Pattern VARIANT = Pattern.compile("[0-9]+[.][0-9]+ ");

  /**
   * How a clip is recorded.
   *
   * @param width in pixels
   * @param height in pixels
   * @param rate pictures a second
   * @param bitsPerSecond of the encoder
   */
  record Format(int width, int height, int rate, int bitsPerSecond) {}

  LabCase(
      String name,
      boolean heldOut,
      int width,
      int height,
      StudioScreen screen,
      List<Part> parts,
      long seed) {
    this(name, heldOut, new Format(width, height, RATE, BITS_PER_SECOND), screen, parts, seed);
  }

  int width() {
    return format.width;
  }

  int height() {
    return format.height;
  }

  /** Name of the folder for what is made of it. */
  String folder() {
    return VARIANT.matcher(name).lookingAt()
        ? "v-" + name.substring(0, name.indexOf(' '))
        : (heldOut ? "h-" : "t-") + name.replaceAll("[^a-zA-Z]+", "-");
  }

  /** The subject alone. */
  Layer subject(int frame) {
    int width = width();
    int height = height();
    Layer layer = new Layer(width, height, screen.color());
    Random random = new Random(seed);
    parts.forEach(part -> part.draw(layer, frame, random));
    if (screen.around().isNone() && screen.vignette() == 0) {
      return layer;
    }
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double u = (x + 0.5) / width;
        double v = (y + 0.5) / height;
        // What is beyond the screen is no part of the picture that is wanted.
        boolean beyond = screen.outside(u, v) && !screen.around().isEverything();
        dim(layer, y * width + x, beyond ? 0 : (float) screen.lens(u, v));
        layer.alpha[y * width + x] *= beyond ? 0 : 1;
      }
    }
    return layer;
  }

  private static void dim(Layer layer, int at, float light) {
    for (int plane = 0; plane < 3; plane++) {
      layer.truth[plane][at] *= light;
      layer.seen[plane][at] *= light;
    }
  }

  /** What the camera records, as rgb24. */
  byte[] filmed(Layer subject, int frame) {
    int width = width();
    int height = height();
    byte[] pixels = new byte[width * height * 3];
    Random noise = new Random(seed * 1000 + frame);
    float[] grains = grains(frame);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = y * width + x;
        Rgb empty = screen.at(x + 0.5, y + 0.5, width, height, frame);
        double rest = (1 - subject.alpha[at]) * screen.lens((x + 0.5) / width, (y + 0.5) / height);
        double grain = screen.noise() == 0 ? 0 : noise.nextGaussian() * screen.noise();
        int colored = 3 * (y / GRAIN * width + x / GRAIN);
        pixels[3 * at] = level(subject.seen[0][at] + rest * empty.r(), grain + grains[colored]);
        pixels[3 * at + 1] =
            level(subject.seen[1][at] + rest * empty.g(), grain + grains[colored + 1]);
        pixels[3 * at + 2] =
            level(subject.seen[2][at] + rest * empty.b(), grain + grains[colored + 2]);
      }
    }
    return pixels;
  }

  /** Coloured noise, the three channels of a grain side by side, {@link #width} grains a row. */
  private float[] grains(int frame) {
    float[] grains = new float[3 * width() * (height() / GRAIN + 1)];
    if (screen.coloredNoise() > 0) {
      Random noise = new Random(seed * 1000 + frame + 500);
      for (int i = 0; i < grains.length; i++) {
        grains[i] = (float) (noise.nextGaussian() * screen.coloredNoise());
      }
    }
    return grains;
  }

  private static byte level(double value, double grain) {
    return (byte) Math.round(Math.max(0, Math.min(255, 255 * value + grain)));
  }
}
