package mediaworker.keyinglab;

/**
 * An empty screen, as lit and as filmed.
 *
 * @param color where the light is full
 * @param light how it is lit
 * @param noise standard deviation of the camera's noise, 8-bit levels
 * @param coloredNoise the same of each channel for itself, in grains of two pixels: what cameras
 *     leave in the dark
 * @param around what is seen beyond the screen's edges
 * @param marks share of light by which tracking marks differ from the screen; 0 for none
 * @param vignette share of light that the lens loses in the corners, of everything in the picture
 */
record StudioScreen(
    Rgb color,
    Light light,
    double noise,
    double coloredNoise,
    Surround around,
    double marks,
    double vignette) {

  /**
   * How a screen is lit.
   *
   * @param falloff share of light lost at the corners, 0…1
   * @param wrinkles share of light by which folds differ
   * @param slope share of light by which the right side is darker than the left, below 0 brighter
   * @param shadow a soft shadow that wanders
   * @param flicker share by which the light swings in time
   * @param drift pixels a frame by which the lit spot moves, as when the camera pans
   */
  record Light(
      double falloff, double wrinkles, double slope, Shadow shadow, double flicker, double drift) {}

  /**
   * A soft shadow on the screen.
   *
   * @param share of light lost in its middle, 0…1; 0 for none
   * @param x of its middle in the first picture, share of the width
   * @param y of its middle, share of the height
   * @param width half of it, share of the picture's
   * @param height half of it, share of the picture's
   */
  record Shadow(double share, double x, double y, double width, double height) {}

  static StudioScreen flat(int rgb) {
    return flat(Rgb.of(rgb));
  }

  static StudioScreen flat(Rgb color) {
    Light even = new Light(0, 0, 0, new Shadow(0, 0.3, 0.7, 0.22, 0.3), 0, 0);
    return new StudioScreen(color, even, 1, 0, Surround.NONE, 0, 0);
  }

  StudioScreen lit(Light other) {
    return new StudioScreen(color, other, noise, coloredNoise, around, marks, vignette);
  }

  StudioScreen uneven(double share, double folds) {
    return lit(new Light(share, folds, light.slope, light.shadow, light.flicker, light.drift));
  }

  StudioScreen shaded(double share) {
    Shadow old = light.shadow;
    Shadow deeper = new Shadow(share, old.x, old.y, old.width, old.height);
    return lit(
        new Light(light.falloff, light.wrinkles, light.slope, deeper, light.flicker, light.drift));
  }

  StudioScreen moving(double swing, double pixels) {
    return lit(new Light(light.falloff, light.wrinkles, light.slope, light.shadow, swing, pixels));
  }

  StudioScreen noisy(double levels) {
    return new StudioScreen(color, light, levels, coloredNoise, around, marks, vignette);
  }

  StudioScreen grainy(double levels) {
    return new StudioScreen(color, light, noise, levels, around, marks, vignette);
  }

  StudioScreen within(double share) {
    return within(new Surround(Surround.Kind.PLANKS, share, share, share * 0.8, 0));
  }

  StudioScreen within(Surround other) {
    return new StudioScreen(color, light, noise, coloredNoise, other, marks, vignette);
  }

  StudioScreen marked(double share) {
    return new StudioScreen(color, light, noise, coloredNoise, around, share, vignette);
  }

  StudioScreen vignetted(double share) {
    return new StudioScreen(color, light, noise, coloredNoise, around, marks, share);
  }

  /** The colour of an empty place in one frame. */
  Rgb at(double x, double y, int width, int height, int frame) {
    double u = x / width;
    double v = y / height;
    if (around.covers(u, v)) {
      return around.at(u, v);
    }
    double moved = u - light.drift * frame / width;
    double cu = moved - 0.45;
    double cv = v - 0.4;
    double level = 1 - light.falloff * Math.min(1, 2.2 * (cu * cu + cv * cv));
    level += light.wrinkles * Math.sin(23 * moved + 9 * v) * Math.sin(7 * moved - 17 * v + 1);
    level -= light.slope * (moved - 0.5);
    Shadow shadow = light.shadow;
    if (shadow.share > 0) {
      double su = (u - shadow.x - 0.012 * frame) / shadow.width;
      double sv = (v - shadow.y) / shadow.height;
      level *= 1 - shadow.share * Math.exp(-(su * su + sv * sv));
    }
    level *= 1 + light.flicker * Math.sin(frame * 0.9);
    if (marks != 0) {
      double mu = Math.abs((moved * 6) - Math.rint(moved * 6)) / 6 * width;
      double mv = Math.abs((v * 4) - Math.rint(v * 4)) / 4 * height;
      double arm = 0.018 * height;
      boolean cross = Math.min(mu, mv) < 0.2 * arm && Math.max(mu, mv) < arm;
      level *= cross ? 1 + marks : 1;
    }
    return color.times(level);
  }

  /** Whether a place shows the studio beyond the screen. */
  boolean outside(double u, double v) {
    return around.covers(u, v);
  }

  /** What the lens leaves of the light at a place. */
  double lens(double u, double v) {
    return vignette == 0 ? 1 : 1 - vignette * 2 * ((u - 0.5) * (u - 0.5) + (v - 0.5) * (v - 0.5));
  }
}
