package mediaworker.keyinglab;

/**
 * A colour in sRGB, each channel 0…1.
 *
 * @param r red
 * @param g green
 * @param b blue
 */
record Rgb(double r, double g, double b) {

  static final Rgb WHITE = new Rgb(1, 1, 1);
  static final Rgb BLACK = new Rgb(0, 0, 0);

  static Rgb of(int rgb) {
    return new Rgb((rgb >> 16 & 0xff) / 255.0, (rgb >> 8 & 0xff) / 255.0, (rgb & 0xff) / 255.0);
  }

  Rgb times(double factor) {
    return new Rgb(clip(r * factor), clip(g * factor), clip(b * factor));
  }

  /** This colour with a share of another in it. */
  Rgb mixed(Rgb other, double share) {
    return new Rgb(r + (other.r - r) * share, g + (other.g - g) * share, b + (other.b - b) * share);
  }

  /**
   * A surface of this colour in white light, onto which the screen throws some of its own.
   *
   * @param share of the screen's light against the white one
   */
  Rgb litBy(Rgb screen, double share) {
    double brightest = Math.max(screen.r, Math.max(screen.g, screen.b));
    // Exposure is set for the whole, so the white light's part is a little less.
    double kept = 1 - 0.35 * share;
    return new Rgb(
        clip(r * (kept + share * screen.r / brightest)),
        clip(g * (kept + share * screen.g / brightest)),
        clip(b * (kept + share * screen.b / brightest)));
  }

  /** Whether a screen's chroma is so much of this colour's that nobody could tell them apart. */
  boolean isKey(Rgb screen) {
    double along = cb() * screen.cb() + cr() * screen.cr();
    double own = Math.hypot(cb(), cr());
    double other = Math.hypot(screen.cb(), screen.cr());
    return own > 0.3 * other && along > 0.85 * own * other;
  }

  private double luma() {
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  private double cb() {
    return (b - luma()) / 1.8556;
  }

  private double cr() {
    return (r - luma()) / 1.5748;
  }

  static double clip(double value) {
    return Math.max(0, Math.min(1, value));
  }
}
