package mediaworker.keyinglab;

/**
 * An empty screen, as lit and as filmed.
 *
 * @param color where the light is full
 * @param falloff share of light lost at the corners, 0…1
 * @param wrinkles share of light by which folds differ
 * @param shadow share of light lost in a soft shadow that wanders, 0…1
 * @param flicker share by which the light swings in time
 * @param drift pixels a frame by which the lit spot moves, as when the camera pans
 * @param noise standard deviation of the camera's noise, 8-bit levels
 * @param border share of the width and height beyond the screen's edges on each side, where the
 *     studio is seen; 0 where the screen fills the picture
 */
record StudioScreen(
    Rgb color,
    double falloff,
    double wrinkles,
    double shadow,
    double flicker,
    double drift,
    double noise,
    double border) {

  static StudioScreen flat(int rgb) {
    return new StudioScreen(Rgb.of(rgb), 0, 0, 0, 0, 0, 1, 0);
  }

  StudioScreen uneven(double share, double folds) {
    return new StudioScreen(color, share, folds, shadow, flicker, drift, noise, border);
  }

  StudioScreen shaded(double share) {
    return new StudioScreen(color, falloff, wrinkles, share, flicker, drift, noise, border);
  }

  StudioScreen moving(double swing, double pixels) {
    return new StudioScreen(color, falloff, wrinkles, shadow, swing, pixels, noise, border);
  }

  StudioScreen noisy(double levels) {
    return new StudioScreen(color, falloff, wrinkles, shadow, flicker, drift, levels, border);
  }

  StudioScreen within(double share) {
    return new StudioScreen(color, falloff, wrinkles, shadow, flicker, drift, noise, share);
  }

  /** The colour of an empty place in one frame. */
  Rgb at(double x, double y, int width, int height, int frame) {
    double u = x / width;
    double v = y / height;
    if (outside(u, v)) {
      double plank = 0.28 + 0.1 * Math.sin(u * 90) + 0.12 * v;
      return new Rgb(plank * 1.15, plank, plank * 0.85);
    }
    double moved = u - drift * frame / width;
    double cu = moved - 0.45;
    double cv = v - 0.4;
    double light = 1 - falloff * Math.min(1, 2.2 * (cu * cu + cv * cv));
    light += wrinkles * Math.sin(23 * moved + 9 * v) * Math.sin(7 * moved - 17 * v + 1);
    if (shadow > 0) {
      double su = (u - 0.3 - 0.012 * frame) / 0.22;
      double sv = (v - 0.7) / 0.3;
      light *= 1 - shadow * Math.exp(-(su * su + sv * sv));
    }
    light *= 1 + flicker * Math.sin(frame * 0.9);
    return color.times(light);
  }

  /** Whether a place shows the studio beyond the screen. */
  boolean outside(double u, double v) {
    return u < border || u > 1 - border || v < border * 0.8;
  }
}
