package mediaworker.keyinglab;

/**
 * A random screen: its colour, light, surroundings and noise, and words for it.
 *
 * @param screen the screen
 * @param words what it is, for the table
 */
record VariantScreen(StudioScreen screen, String words) {

  static VariantScreen of(Dice dice) {
    StringBuilder words = new StringBuilder();
    Rgb color = color(dice, words);
    StudioScreen.Shadow shadow =
        new StudioScreen.Shadow(
            dice.chance(0.4) ? dice.between(0.15, 0.6) : 0,
            dice.between(0, 1),
            dice.between(0.4, 1),
            dice.between(0.06, 0.35),
            dice.between(0.06, 0.4));
    boolean ai = words.indexOf("AI") >= 0;
    boolean moving = dice.chance(0.2);
    StudioScreen.Light light =
        new StudioScreen.Light(
            dice.between(0, ai ? 0.15 : 0.6),
            ai ? 0 : dice.between(0, 0.06),
            dice.chance(0.3) ? dice.between(-0.35, 0.35) : 0,
            shadow,
            moving ? dice.between(0, 0.18) : 0,
            moving ? dice.between(-12, 12) : 0);
    StudioScreen screen =
        StudioScreen.flat(color).lit(light).noisy(dice.between(0.5, ai ? 1.5 : 5));
    if (light.falloff() + Math.abs(light.slope()) > 0.4) {
      words.append(" uneven");
    }
    if (shadow.share() > 0) {
      words.append(" shadow %.2f".formatted(shadow.share()));
    }
    if (moving) {
      words.append(" moving");
    }
    if (screen.noise() > 3) {
      words.append(" noisy");
    }
    if (dice.chance(0.25)) {
      screen = screen.within(around(dice, words));
    }
    if (!ai && dice.chance(0.15)) {
      screen = screen.marked(dice.of(-0.45, -0.3, 0.3));
      words.append(" marks");
    }
    if (dice.chance(0.2)) {
      screen = screen.vignetted(dice.between(0.15, 0.6));
      words.append(" vignette");
    }
    return new VariantScreen(screen, words.toString());
  }

  /** A room, a lawn or a sky in place of a screen. */
  static VariantScreen none(Dice dice) {
    Surround.Kind kind =
        dice.of(
            Surround.Kind.PLANKS,
            Surround.Kind.DARK,
            Surround.Kind.WALL,
            Surround.Kind.LAWN,
            Surround.Kind.SKY);
    StudioScreen screen =
        StudioScreen.flat(0x808080).noisy(dice.between(1, 4)).within(Surround.everywhere(kind));
    return new VariantScreen(
        screen, "no screen: " + kind.name().toLowerCase(java.util.Locale.ROOT));
  }

  private static Rgb color(Dice dice, StringBuilder words) {
    String kind =
        dice.of(
            "green",
            "green",
            "green",
            "AI green",
            "AI green",
            "washed green",
            "dark green",
            "bluish green",
            "blue",
            "blue",
            "AI blue",
            "dark blue",
            "washed blue");
    words.append(kind);
    return switch (kind) {
      case "green" -> color(dice, 132, 150, 0.75, 1, 0.5, 0.8);
      case "AI green" -> color(dice, 95, 138, 0.7, 1, 0.75, 1);
      case "washed green" -> color(dice, 125, 150, 0.42, 0.65, 0.45, 0.75);
      case "dark green" -> color(dice, 130, 150, 0.75, 0.95, 0.22, 0.4);
      case "bluish green" -> color(dice, 150, 165, 0.75, 1, 0.5, 0.8);
      case "blue" -> color(dice, 212, 230, 0.75, 0.98, 0.5, 0.85);
      case "AI blue" -> color(dice, 222, 242, 0.85, 1, 0.8, 1);
      case "dark blue" -> color(dice, 215, 235, 0.75, 0.95, 0.25, 0.42);
      default -> color(dice, 212, 228, 0.45, 0.65, 0.5, 0.75);
    };
  }

  private static Rgb color(Dice dice, double... ranges) {
    return dice.color(
        dice.between(ranges[0], ranges[1]),
        dice.between(ranges[2], ranges[3]),
        dice.between(ranges[4], ranges[5]));
  }

  private static Surround around(Dice dice, StringBuilder words) {
    Surround.Kind kind =
        dice.of(Surround.Kind.PLANKS, Surround.Kind.DARK, Surround.Kind.WALL, Surround.Kind.BARS);
    words.append(" within ").append(kind.name().toLowerCase(java.util.Locale.ROOT));
    double side = dice.between(0.06, 0.22);
    if (kind == Surround.Kind.BARS) {
      return dice.chance(0.5)
          ? new Surround(kind, side, side, 0, 0)
          : new Surround(kind, 0, 0, side, side);
    }
    return dice.of(
        new Surround(kind, side, side, 0.7 * side, 0),
        new Surround(kind, side, dice.between(0.06, 0.22), 0, 0),
        new Surround(kind, 0, side, 0, 0),
        new Surround(kind, 0, 0, side, 0),
        new Surround(kind, side, 0, 0.8 * side, 0),
        new Surround(kind, side, side, side, 0.6 * side));
  }
}
