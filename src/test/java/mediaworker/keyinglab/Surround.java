package mediaworker.keyinglab;

/**
 * What is seen beyond a screen that fills only a part of the picture. Sides are shares of the width
 * or height.
 *
 * @param kind what it looks like
 * @param left how far it reaches in
 * @param right how far it reaches in
 * @param top how far it reaches in
 * @param bottom how far it reaches in
 */
record Surround(Kind kind, double left, double right, double top, double bottom) {

  /** Kinds of surroundings. */
  enum Kind {
    /** A wall of brown planks. */
    PLANKS,
    /** Black bars, as players add them. */
    BARS,
    /** A dark studio with a lamp in it. */
    DARK,
    /** A pale wall. */
    WALL,
    /** A lawn, of many greens. */
    LAWN,
    /** A pale sky with clouds. */
    SKY
  }

  /** The screen fills the picture. */
  static final Surround NONE = new Surround(Kind.PLANKS, 0, 0, 0, 0);

  /** There is no screen at all. */
  static Surround everywhere(Kind kind) {
    return new Surround(kind, 1, 1, 1, 1);
  }

  boolean isEverything() {
    return left >= 1;
  }

  boolean isNone() {
    return left <= 0 && right <= 0 && top <= 0 && bottom <= 0;
  }

  /** Whether a place shows it. */
  boolean covers(double u, double v) {
    return u < left || u > 1 - right || v < top || v > 1 - bottom;
  }

  /** Its colour at a place. */
  Rgb at(double u, double v) {
    double waves = Math.sin(u * 41 + 3 * v) * Math.sin(v * 29 - 2 * u + 1);
    return switch (kind) {
      case PLANKS -> {
        double plank = 0.28 + 0.1 * Math.sin(u * 90) + 0.12 * v;
        yield new Rgb(plank * 1.15, plank, plank * 0.85);
      }
      case BARS -> Rgb.BLACK;
      case DARK -> {
        double lamp = 0.5 * Math.exp(-400 * ((u - 0.06) * (u - 0.06) + (v - 0.1) * (v - 0.1)));
        double room = 0.05 + 0.03 * v + 0.01 * waves;
        yield new Rgb(room + lamp, room + 0.95 * lamp, room * 1.1 + 0.8 * lamp);
      }
      case WALL -> new Rgb(0.78, 0.77, 0.72).times(1 - 0.2 * u + 0.02 * waves);
      case LAWN -> {
        double fine = Math.sin(u * 311 + 40 * v) * Math.sin(v * 277 + 17 * u);
        yield new Rgb(0.3 + 0.16 * waves + 0.08 * fine, 0.45 + 0.1 * waves + 0.1 * fine, 0.14)
            .times(1 - 0.3 * v);
      }
      case SKY -> {
        double cloud = Math.max(0, waves + 0.4 * Math.sin(u * 90 + v * 60));
        yield new Rgb(0.62, 0.76, 0.9).mixed(Rgb.WHITE, Rgb.clip(0.5 * v + 0.7 * cloud));
      }
    };
  }
}
