package mediaworker.media;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How H.264 is written, and how large a picture libopenh264 takes, the encoder of this FFmpeg where
 * it is built without libx264: as many blocks of 16 × 16 as H.264 has at level 5.2, whatever the
 * sides. Pure.
 */
public final class H264 {

  private static final int MACROBLOCK = 16;

  /** ITU-T H.264, table A-1: MaxFS of level 5.2. */
  private static final long MOST_MACROBLOCKS = 36_864;

  private static final long MOST_PIXELS = MOST_MACROBLOCKS * MACROBLOCK * MACROBLOCK;

  /** By which sides are made less until they fit: whole blocks at the edges count, too. */
  private static final double STEP = 0.999;

  private static final String LIMITED = "libopenh264";

  private static final double KEY_SECONDS = 2;

  /** Pictures a second where a clip does not tell. */
  private static final double USUAL_RATE = 30;

  private H264() {}

  /**
   * Whether there is this limit: libopenh264 would be what writes H.264.
   *
   * @param encoders as {@link Ffmpeg#encoders} names them
   */
  public static boolean limited(Set<String> encoders) {
    return !encoders.contains("libx264");
  }

  /**
   * The encoder to use: libx264 where there is one, else libopenh264.
   *
   * @param encoders as {@link Ffmpeg#encoders} names them
   * @throws MediaException when there is neither
   */
  static String encoder(Set<String> encoders) throws MediaException {
    for (String name : List.of("libx264", LIMITED)) {
      if (encoders.contains(name)) {
        return name;
      }
    }
    throw MediaException.unavailable(
        "This FFmpeg has no H.264 encoder (libx264 or libopenh264); use the embedded one.");
  }

  /**
   * A key picture every two seconds, so that a result can be sought in and cut: encoders by
   * themselves leave as much as the whole clip between them.
   */
  public static List<String> keyPictures(Rational rate) {
    double pictures = KEY_SECONDS * (rate.isPositive() ? rate.value() : USUAL_RATE);
    return List.of("-g", String.valueOf(Math.max(1, Math.round(pictures))));
  }

  /** What sides have to be multiplied by to fit: 1 where they do. */
  public static double fit(double width, double height) {
    double fit = 1;
    while (!fits(fit * width, fit * height)) {
      fit = Math.min(STEP * fit, Math.sqrt(MOST_PIXELS / (width * height)));
    }
    return fit;
  }

  private static boolean fits(double width, double height) {
    return Math.ceil(width / MACROBLOCK) * Math.ceil(height / MACROBLOCK) <= MOST_MACROBLOCKS;
  }

  /** Says that a size is too much, and how much is not; goes on with what to ask for. */
  public static String tooLarge(double width, double height) {
    return String.format(
        Locale.ROOT,
        "A size of %.0fx%.0f is more than H.264 can have here (%,d pixels, as 4096x2304 has)",
        width,
        height,
        MOST_PIXELS);
  }

  /**
   * Refuses a size that an encoder does not take: too many blocks, or a side of less than one.
   *
   * @param encoder as {@link Ffmpeg#h264Encoder} names it
   * @param instead what to ask for
   * @throws MediaException when it does not
   */
  public static void check(String encoder, int width, int height, String instead)
      throws MediaException {
    if (!encoder.equals(LIMITED)) {
      return;
    }
    if (Math.min(width, height) < MACROBLOCK) {
      throw MediaException.badInput(
          "A size of %dx%d is less than H.264 can have here (%d pixels a side): %s."
              .formatted(width, height, MACROBLOCK, instead));
    }
    if (!fits(width, height)) {
      throw MediaException.badInput(tooLarge(width, height) + ": " + instead + ".");
    }
  }
}
