package mediaworker.keyinglab;

import java.util.List;
import java.util.Random;

/**
 * One clip to be: what is in front of which screen.
 *
 * @param name for the table and the command line
 * @param heldOut whether it is one of those that nothing is tuned on
 * @param seed of everything random in it
 */
record LabCase(
    String name,
    boolean heldOut,
    int width,
    int height,
    StudioScreen screen,
    List<Part> parts,
    long seed) {

  /** Pictures in a clip, at {@link #RATE} a second. */
  static final int FRAMES = 12;

  static final int RATE = 24;

  /** The subject alone. */
  Layer subject(int frame) {
    Layer layer = new Layer(width, height, screen.color());
    Random random = new Random(seed);
    parts.forEach(part -> part.draw(layer, frame, random));
    if (screen.border() > 0) {
      // What is beyond the screen is no part of the picture that is wanted.
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          if (screen.outside((x + 0.5) / width, (y + 0.5) / height)) {
            clear(layer, y * width + x);
          }
        }
      }
    }
    return layer;
  }

  private static void clear(Layer layer, int at) {
    layer.alpha[at] = 0;
    for (int plane = 0; plane < 3; plane++) {
      layer.truth[plane][at] = 0;
      layer.seen[plane][at] = 0;
    }
  }

  /** What the camera records, as rgb24. */
  byte[] filmed(Layer subject, int frame) {
    byte[] pixels = new byte[width * height * 3];
    Random noise = new Random(seed * 1000 + frame);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = y * width + x;
        Rgb empty = screen.at(x + 0.5, y + 0.5, width, height, frame);
        double rest = 1 - subject.alpha[at];
        double grain = screen.noise() == 0 ? 0 : noise.nextGaussian() * screen.noise();
        pixels[3 * at] = level(subject.seen[0][at] + rest * empty.r(), grain);
        pixels[3 * at + 1] = level(subject.seen[1][at] + rest * empty.g(), grain);
        pixels[3 * at + 2] = level(subject.seen[2][at] + rest * empty.b(), grain);
      }
    }
    return pixels;
  }

  private static byte level(double value, double grain) {
    return (byte) Math.round(Math.max(0, Math.min(255, 255 * value + grain)));
  }
}
