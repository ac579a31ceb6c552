package mediaworker.keyinglab;

import java.util.ArrayList;
import java.util.List;

/** Random subjects made of the lab's parts, and words for them. Used by one thread. */
final class VariantParts {

  private static final Rgb[] HAIR = {
    Rgb.of(0x17120f),
    Rgb.of(0x3a2416),
    Rgb.of(0x6b4528),
    Rgb.of(0xcaa46a),
    Rgb.of(0xe6d3a8),
    Rgb.of(0x9c4a22),
    Rgb.of(0xb8b8bc),
    Rgb.of(0x7a4a8a)
  };

  private static final Rgb[] CLOTH = {
    Rgb.of(0x8b2f38), Rgb.of(0x2c3c6a), Rgb.of(0xdcdce0), Rgb.of(0x202024), Rgb.of(0xd8b030),
    Rgb.of(0x8c9096), Rgb.of(0x2f7d78), Rgb.of(0x98a47c), Rgb.of(0xc8b8a8), Rgb.of(0xe07a30),
    Rgb.of(0x5a3a70), Rgb.of(0xe0a8b8), Rgb.of(0x7c8048), Rgb.of(0x8fc8b0), Rgb.of(0x4a3020)
  };

  private static final Rgb[] PAPER = {
    Part.PAPER,
    Rgb.of(0xd8c4a0),
    Rgb.of(0xa8d8c0),
    Rgb.of(0x98a47c),
    Rgb.of(0xe8873a),
    Rgb.of(0x3a3a40),
    Rgb.of(0xb03048),
    Rgb.of(0x6a88b8),
    Rgb.of(0xf0c840),
    Rgb.of(0x9a9a9e)
  };

  private final Dice dice;
  private final Rgb screen;
  private final LabCase.Format format;
  private final List<Part> parts = new ArrayList<>();
  private final StringBuilder words = new StringBuilder();

  VariantParts(Dice dice, Rgb screen, LabCase.Format format) {
    this.dice = dice;
    this.screen = screen;
    this.format = format;
  }

  /** What was drawn by lot so far. */
  List<Part> parts() {
    return List.copyOf(parts);
  }

  /** The same in words. */
  String words() {
    return words.toString();
  }

  /** Draws by lot. */
  void draw() {
    if (dice.chance(0.15)) {
      thing(false);
    }
    String kind =
        dice.of(
            "person",
            "person",
            "person",
            "large person",
            "small person",
            "bird",
            "critter",
            "critter",
            "product",
            "hand",
            "huge box",
            "thin rod");
    words.append(kind);
    subject(kind);
    int more = dice.of(0, 0, 1, 1, 2);
    for (int i = 0; i < more; i++) {
      thing(true);
    }
    if (dice.chance(0.08)) {
      parts.add(curtain(of(CLOTH)));
      words.append(", begins covered");
    }
  }

  private void subject(String kind) {
    double tint = dice.chance(0.4) ? dice.between(0.1, 0.35) : dice.between(0, 0.1);
    if (tint > 0.15) {
      words.append(" in bounce light");
    }
    double at = dice.between(0.25, 0.75);
    switch (kind) {
      case "person" -> person(at, tint, dice.between(0.8, 1.15));
      case "large person" -> person(at, tint, dice.between(1.6, 2.6));
      case "small person" -> person(at, tint, dice.between(0.3, 0.6));
      case "bird" ->
          parts.add(
              placed(
                  Part.paperBird(at, dice.between(0.35, 0.65), of(PAPER), tint),
                  dice.between(0.5, 1.3)));
      case "critter" -> {
        for (int i = dice.of(1, 1, 2, 3); i > 0; i--) {
          double x = dice.between(0.2, 0.8);
          parts.add(
              placed(
                  critter(x, dice.between(0.35, 0.75), of(PAPER), of(PAPER), tint),
                  dice.between(0.5, 1.4)));
        }
      }
      case "product" ->
          parts.add(
              placed(
                  Part.prop(at - 0.09, 0.25, at + 0.09, 0.85, of(CLOTH), tint),
                  dice.between(0.5, 1.2)));
      case "hand" -> parts.add(placed(hand(dice.between(0.3, 0.7), tint), dice.between(0.7, 1.3)));
      case "huge box" -> {
        double left = dice.of(-0.1, -0.1, 0.08, 0.1);
        double right = dice.of(1.1, 0.9, 0.92);
        double top = dice.of(-0.1, 0.08, 0.1);
        parts.add(frozen(Part.prop(left, top, right, 1.1, of(CLOTH), tint)));
      }
      default -> parts.add(placed(rod(at, of(CLOTH)), 1));
    }
  }

  private void person(double at, double tint, double scale) {
    int strands = (int) dice.between(120, 380);
    parts.add(placed(Part.person(at, of(CLOTH), of(HAIR), strands, tint), scale));
  }

  private void thing(boolean front) {
    double left = dice.between(0.05, 0.75);
    double top = dice.between(0.08, 0.4);
    String kind =
        front
            ? dice.of("bright veil", "dark veil", "glass", "lattice", "ball", "bokeh", "box")
            : dice.of("wires", "lattice", "bokeh");
    words.append(front ? ", " + kind : kind);
    Part part =
        switch (kind) {
          case "bright veil" ->
              Part.veil(
                  left,
                  top,
                  left + 0.2,
                  top + 0.55,
                  dice.of(Part.PAPER, Rgb.of(0xe8d0d8), Rgb.of(0xe0d8b8)),
                  dice.between(0.2, 0.5));
          case "dark veil" ->
              Part.veil(
                  left,
                  top,
                  left + 0.2,
                  top + 0.55,
                  dice.of(Rgb.of(0x18181c), Rgb.of(0x301820), Rgb.of(0x202838)),
                  dice.between(0.2, 0.55));
          case "glass" -> Part.glass(left, top, left + 0.2, top + 0.4, tint());
          case "lattice" -> Part.lattice(left, top, 0.3, of(CLOTH), dice.between(2, 4));
          case "ball" ->
              Part.ball(top + 0.2, dice.between(14, 40), of(CLOTH), dice.between(15, 50));
          case "bokeh" ->
              Part.bokeh(
                  left + 0.1,
                  top + 0.3,
                  dice.between(20, 60),
                  dice.between(16, 50),
                  dice.of(Rgb.of(0xe8d0a0), Rgb.of(0x281c20), Rgb.of(0xd06040)));
          case "box" ->
              Part.prop(left, top, left + 0.14, top + 0.45, of(CLOTH), dice.between(0, 0.2));
          default -> Part.wires(top, dice.of(2, 3, 4));
        };
    parts.add(placed(part, 1));
    words.append(front ? "" : " behind a ");
  }

  /** Scaled about the middle of the lower border, standing still, swaying, or going across. */
  private Part placed(Part part, double scale) {
    if (dice.chance(0.25)) {
      words.append(" still");
      return scaled(frozen(part), scale, 0);
    }
    boolean goes = dice.chance(0.3);
    double speed = goes ? dice.between(-18, 18) * format.height() / 720 : 0;
    words.append(goes ? " moving" : "");
    return scaled(part, scale, speed);
  }

  private Part scaled(Part part, double scale, double speed) {
    double blur = 0.5 * speed;
    return (layer, frame, random) -> {
      double x = (1 - scale) * layer.width / 2 + speed * (frame - LabCase.FRAMES / 2.0);
      double y = (1 - scale) * layer.height;
      layer.place(new Layer.Placing(scale, x, y, blur, 0));
      part.draw(layer, frame, random);
      layer.place(Layer.Placing.AS_DRAWN);
    };
  }

  private static Part frozen(Part part) {
    return (layer, frame, random) -> part.draw(layer, 0, random);
  }

  /** One of several colours that is not the screen's own, or nobody could key it. */
  private Rgb of(Rgb[] colors) {
    Rgb color = dice.of(colors);
    while (color.isKey(screen)) {
      color = dice.of(colors);
    }
    return color;
  }

  private Rgb tint() {
    Rgb color = screen;
    while (color.isKey(screen)) {
      color = dice.color(dice.between(0, 360), dice.between(0.2, 0.8), dice.between(0.4, 0.9));
    }
    return color;
  }

  /** An animal of folded paper: facets of one colour in different light, ears, an eye, legs. */
  private static Part critter(double at, double level, Rgb paper, Rgb second, double tint) {
    return (layer, frame, random) -> {
      double s = layer.height / 720.0;
      double hop = -26 * s * Math.abs(Math.sin(frame * 0.35));
      double x = at * layer.width;
      double y = level * layer.height + hop;
      Layer.Share light = (px, py, depth) -> tint + 0.2 * Math.exp(-Math.max(0, depth) / (8 * s));
      double[][] facets = {
        {-150, 40, -20, -70, 30, 60}, {-20, -70, 120, -20, 30, 60}, {30, 60, 120, -20, 150, 70},
        {-150, 40, 30, 60, -40, 110}, {30, 60, 150, 70, 90, 120}, {30, 60, 90, 120, -40, 110},
        {110, -20, 135, -130, 170, -20}, {95, -10, 230, -30, 160, 60}
      };
      for (int i = 0; i < facets.length; i++) {
        double[] points = new double[6];
        for (int k = 0; k < 6; k++) {
          points[k] = (k % 2 == 0 ? x : y) + s * facets[i][k];
        }
        Rgb own = i == 2 || i == 6 ? second : paper;
        layer
            .draw(Shape.polygon(points), own.times(0.72 + 0.32 * random.nextDouble()))
            .tint(light)
            .in(x - 160 * s, y - 140 * s, x + 240 * s, y + 130 * s);
      }
      for (int leg = 0; leg < 3; leg++) {
        double from = x + (-90 + 80 * leg) * s;
        layer.thread(
            from,
            y + 95 * s,
            from - 8 * s,
            y + 165 * s - hop,
            11 * s,
            6 * s,
            paper.times(0.7),
            tint);
      }
      layer
          .draw(Shape.circle(x + 170 * s, y - 5 * s, 8 * s), Rgb.of(0x101014))
          .in(x + 160 * s, y - 15 * s, x + 180 * s, y + 5 * s);
    };
  }

  /** An arm that reaches in from the right, with five fingers. */
  private static Part hand(double level, double tint) {
    return (layer, frame, random) -> {
      double s = layer.height / 720.0;
      double x = layer.width * 0.5 + 8 * s * Math.sin(frame * 0.3);
      double y = level * layer.height;
      Shape shape =
          Shape.line(x + 60 * s, y, layer.width + 200 * s, y + 120 * s, 110 * s, 170 * s)
              .and(Shape.ellipse(x + 40 * s, y, 80 * s, 70 * s));
      for (int finger = 0; finger < 5; finger++) {
        double angle = Math.PI + (finger - 2) * 0.33 + 0.06 * Math.sin(frame * 0.3 + finger);
        double reach = (finger == 0 || finger == 4 ? 120 : 160) * s;
        shape =
            shape.and(
                Shape.line(
                    x + 20 * s,
                    y + (finger - 2) * 26 * s,
                    x + reach * Math.cos(angle),
                    y + reach * 1.2 * Math.sin(angle),
                    34 * s,
                    26 * s));
      }
      layer
          .draw(
              shape,
              (px, py) -> Part.SKIN.times(1.05 - 0.25 * Rgb.clip((py - y) / (200 * s) + 0.5)))
          .tint((px, py, depth) -> tint + (0.2 + tint) * Math.exp(-Math.max(0, depth) / (12 * s)))
          .in(x - 190 * s, y - 190 * s, layer.width, y + 260 * s);
    };
  }

  /** A rod a few pixels wide, all that there is in the picture. */
  private static Part rod(double at, Rgb color) {
    return (layer, frame, random) -> {
      double s = layer.height / 720.0;
      double x = at * layer.width + 10 * s * Math.sin(frame * 0.25);
      layer.thread(
          x, 0.2 * layer.height, x + 90 * s, 0.8 * layer.height, 5 * s, 9 * s, color, 0.05);
    };
  }

  /** Something that covers the whole picture at first and is drawn away. */
  private static Part curtain(Rgb color) {
    return (layer, frame, random) -> {
      double edge = layer.width * (frame < 3 ? -0.1 : -0.1 + 0.3 * (frame - 2));
      layer
          .draw(
              Shape.box(edge, -50, layer.width + 50, layer.height + 50, 4),
              (x, y) -> color.times(0.9 + 0.1 * Math.sin(x * 0.05)))
          .blur(frame < 3 ? 0 : 20, 0)
          .in(edge, 0, layer.width, layer.height);
    };
  }
}
