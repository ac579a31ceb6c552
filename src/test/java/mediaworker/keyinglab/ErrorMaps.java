package mediaworker.keyinglab;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * Pictures that show where a keyed picture is wrong, and how much of the error lies in what kind of
 * place: where the truth is screen, where it is half covered, where it is solid. For people who
 * work on the keyer. Stateless.
 */
final class ErrorMaps {

  /** Errors are shown so many times as large. */
  private static final double GAIN = 3;

  private ErrorMaps() {}

  /** Colour of one point, as 0xRRGGBB or, where transparent, 0xAARRGGBB. */
  @FunctionalInterface
  private interface Point {
    int at(int index);
  }

  /**
   * Writes {@code seen}, {@code truth}, {@code keyed} (straight alpha), {@code composite} and
   * {@code wanted} (over grey), {@code matte} (red: too opaque, blue: too transparent) and {@code
   * error} (the composite's, three times) as PNG.
   *
   * @return the shares of the error, as text
   */
  static String write(Path dir, Layer truth, byte[] filmed, byte[] rgba) {
    try {
      Files.createDirectories(dir);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    save(dir, "seen", truth, i -> rgb(filmed[3 * i], filmed[3 * i + 1], filmed[3 * i + 2]));
    save(
        dir,
        "keyed",
        truth,
        i -> (rgba[4 * i + 3] & 0xff) << 24 | rgb(rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2]));
    save(dir, "truth", truth, i -> straight(truth, i));
    save(dir, "composite", truth, i -> color(plane -> laid(truth, rgba, i, plane)));
    save(dir, "wanted", truth, i -> color(plane -> wanted(truth, i, plane)));
    save(
        dir,
        "matte",
        truth,
        i -> {
          int error = (int) (255 * GAIN * ((rgba[4 * i + 3] & 0xff) / 255.0 - truth.alpha[i]));
          int base = (int) (60 * truth.alpha[i]);
          return rgb(clip(base + Math.max(0, error)), clip(base), clip(base + Math.max(0, -error)));
        });
    save(
        dir,
        "error",
        truth,
        i ->
            color(plane -> GAIN * Math.abs(laid(truth, rgba, i, plane) - wanted(truth, i, plane))));
    return shares(truth, rgba);
  }

  private static String shares(Layer truth, byte[] rgba) {
    double[] sad = new double[3];
    double[] over = new double[3];
    double[] comp = new double[3];
    for (int i = 0; i < truth.alpha.length; i++) {
      int kind = truth.alpha[i] < 0.004 ? 0 : truth.alpha[i] > 0.996 ? 2 : 1;
      double error = (rgba[4 * i + 3] & 0xff) / 255.0 - truth.alpha[i];
      sad[kind] += Math.abs(error) / 1000;
      over[kind] += Math.max(0, error) / 1000;
      for (int plane = 0; plane < 3; plane++) {
        double d = 255 * (laid(truth, rgba, i, plane) - wanted(truth, i, plane));
        comp[kind] += d * d;
      }
    }
    double all = Math.max(1e-9, comp[0] + comp[1] + comp[2]);
    return String.format(
        Locale.ROOT,
        "SAD screen %.2f, half %.2f (too opaque %.2f), solid %.2f; comp² shares %.2f %.2f %.2f",
        sad[0],
        sad[1],
        over[1],
        sad[2],
        comp[0] / all,
        comp[1] / all,
        comp[2] / all);
  }

  private static double laid(Layer truth, byte[] rgba, int i, int plane) {
    double alpha = (rgba[4 * i + 3] & 0xff) / 255.0;
    return (rgba[4 * i + plane] & 0xff) / 255.0 * alpha + (1 - alpha) * ground(truth, i);
  }

  private static double wanted(Layer truth, int i, int plane) {
    return truth.truth[plane][i] + (1 - truth.alpha[i]) * ground(truth, i);
  }

  private static double ground(Layer truth, int i) {
    return ((i % truth.width / 32 + i / truth.width / 32) & 1) == 0 ? 0.35 : 0.55;
  }

  private static int straight(Layer truth, int i) {
    double a = truth.alpha[i];
    return (int) Math.round(255 * a) << 24
        | (a == 0 ? 0 : color(plane -> truth.truth[plane][i] / a));
  }

  private static int color(java.util.function.IntToDoubleFunction plane) {
    return rgb(
        (byte) Math.round(255 * Rgb.clip(plane.applyAsDouble(0))),
        (byte) Math.round(255 * Rgb.clip(plane.applyAsDouble(1))),
        (byte) Math.round(255 * Rgb.clip(plane.applyAsDouble(2))));
  }

  private static byte clip(int level) {
    return (byte) Math.max(0, Math.min(255, level));
  }

  private static int rgb(byte red, byte green, byte blue) {
    return (red & 0xff) << 16 | (green & 0xff) << 8 | blue & 0xff;
  }

  private static void save(Path dir, String name, Layer size, Point point) {
    boolean transparent = name.equals("keyed") || name.equals("truth");
    BufferedImage image =
        new BufferedImage(
            size.width,
            size.height,
            transparent ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < size.alpha.length; i++) {
      image.setRGB(i % size.width, i / size.width, point.at(i));
    }
    try {
      ImageIO.write(image, "png", dir.resolve(name + ".png").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
