package mediaworker.keyinglab;

import java.util.Random;

/** One thing in front of the screen. The same random numbers come in every frame. */
@FunctionalInterface
interface Part {

  void draw(Layer layer, int frame, Random random);

  Rgb SKIN = Rgb.of(0xd9a27e);
  Rgb PAPER = Rgb.of(0xf2f0ea);

  /** Light from above, and the screen's light at the edge and where a surface faces it. */
  private static Layer.Share rim(double edge, double facing, double reach) {
    return (x, y, depth) -> facing + edge * Math.exp(-Math.max(0, depth) / reach);
  }

  private static Layer.Paint shaded(Rgb color, double top, double height) {
    return (x, y) ->
        color.times(
            1.05 - 0.35 * Rgb.clip((y - top) / height) + 0.04 * Math.sin(x * 0.09 + y * 0.05));
  }

  /**
   * A person down to the waist, who sways: skin, hair in strands, a shirt, an arm on the hip that
   * leaves a hole.
   *
   * @param at centre, share of the width
   * @param tint share of the screen's light on skin and shirt
   */
  static Part person(double at, Rgb shirt, Rgb hair, int strands, double tint) {
    return (layer, frame, random) -> {
      double s = layer.height / 720.0;
      double cx = layer.width * at + 14 * s * Math.sin(frame * 0.21);
      double top = layer.height * 0.42;
      Layer.Share light = rim(0.25 + tint, tint, 14 * s);
      double shoulder = 150 * s;
      Shape body =
          Shape.box(cx - shoulder, top, cx + shoulder, layer.height + 80 * s, 60 * s)
              .and(Shape.line(cx + 120 * s, top + 40 * s, cx + 250 * s, top + 190 * s, 70, 60))
              .and(
                  Shape.line(
                      cx + 250 * s, top + 190 * s, cx + 130 * s, top + 330 * s, 60 * s, 54 * s));
      layer
          .draw(body, shaded(shirt, top, layer.height - top))
          .tint(light)
          .in(cx - 300 * s, top - 60 * s, cx + 330 * s, layer.height);
      strands(layer, cx, top - 110 * s, 84 * s, hair, strands, frame, random);
      layer
          .draw(
              Shape.ellipse(cx, top - 90 * s, 66 * s, 88 * s)
                  .and(Shape.box(cx - 34 * s, top - 30 * s, cx + 34 * s, top + 30 * s, 10 * s)),
              shaded(SKIN, top - 180 * s, 260 * s))
          .tint(light)
          .in(cx - 90 * s, top - 190 * s, cx + 90 * s, top + 50 * s);
    };
  }

  private static void strands(
      Layer layer,
      double cx,
      double cy,
      double radius,
      Rgb hair,
      int count,
      int frame,
      Random random) {
    layer
        .draw(Shape.ellipse(cx, cy, radius, radius * 1.15), hair)
        .soft(3)
        .in(cx - radius, cy - radius * 1.2, cx + radius, cy + radius * 1.2);
    for (int i = 0; i < count; i++) {
      double angle = Math.PI * (0.95 + 1.1 * random.nextDouble());
      double length = radius * (0.5 + 1.3 * random.nextDouble());
      double wide = 0.7 + 1.5 * random.nextDouble();
      double curl = random.nextGaussian() * 0.9;
      double wind = 0.12 * Math.sin(frame * 0.3 + i);
      Rgb own = hair.mixed(Rgb.WHITE, 0.25 * random.nextDouble());
      double x = cx + radius * 0.9 * Math.cos(angle);
      double y = cy + radius * 1.02 * Math.sin(angle);
      int pieces = 5;
      for (int piece = 0; piece < pieces; piece++) {
        angle += (curl + wind) / pieces;
        double nx = x + length / pieces * Math.cos(angle);
        double ny = y + length / pieces * Math.sin(angle) + piece * 1.5;
        double from = wide * (1 - 0.7 * piece / pieces);
        double to = wide * (1 - 0.7 * (piece + 1) / pieces);
        layer.thread(x, y, nx, ny, from, to, own, 0.1);
        x = nx;
        y = ny;
      }
    }
  }

  /** A veil that hangs in folds and waves. */
  static Part veil(
      double left, double top, double right, double bottom, Rgb color, double opacity) {
    return (layer, frame, random) -> {
      double w = layer.width;
      double h = layer.height;
      Shape cloth =
          (x, y) ->
              Shape.box(left * w, top * h, right * w, bottom * h, 30)
                  .distance(x + 10 * Math.sin(y * 0.02 + frame * 0.2), y);
      layer
          .draw(cloth, (x, y) -> color.times(0.92 + 0.08 * Math.sin(x * 0.12)))
          .soft(2)
          .opacity(
              (x, y, depth) ->
                  opacity * (1 + 0.35 * Math.sin(x * 0.11 + 2 * Math.sin(y * 0.013 + frame * 0.1))))
          .in(left * w - 12, top * h, right * w + 12, bottom * h);
    };
  }

  /** A pane of tinted glass in an opaque frame, with a highlight. */
  static Part glass(double left, double top, double right, double bottom, Rgb color) {
    return (layer, frame, random) -> {
      double x0 = left * layer.width + 6 * Math.sin(frame * 0.15);
      double x1 = right * layer.width + 6 * Math.sin(frame * 0.15);
      double y0 = top * layer.height;
      double y1 = bottom * layer.height;
      Shape pane = Shape.box(x0, y0, x1, y1, 24);
      layer.draw(pane, color).opacity(0.35).in(x0, y0, x1, y1);
      layer
          .draw(Shape.line(x0 + 30, y1 - 40, x1 - 40, y0 + 30, 8, 26), Rgb.WHITE)
          .soft(6)
          .opacity(0.5)
          .in(x0, y0, x1, y1);
      layer
          .draw(pane.without(Shape.box(x0 + 9, y0 + 9, x1 - 9, y1 - 9, 18)), Rgb.of(0x5a3a2a))
          .tint(rim(0.2, 0, 6))
          .in(x0, y0, x1, y1);
    };
  }

  /** Bars and wires, with holes of a few pixels between. */
  static Part lattice(double left, double top, double size, Rgb color, double wide) {
    return (layer, frame, random) -> {
      double x0 = left * layer.width;
      double y0 = top * layer.height + 4 * Math.sin(frame * 0.17);
      double side = size * layer.height;
      for (double at = 0; at <= side; at += wide * 4) {
        layer.thread(x0 + at, y0, x0 + at, y0 + side, wide, wide, color, 0.08);
        layer.thread(x0, y0 + at, x0 + side, y0 + at, wide, wide, color, 0.08);
      }
    };
  }

  /** Wires across, light and dark, 0.8 to 1.6 pixels. */
  static Part wires(double top, int count) {
    return (layer, frame, random) -> {
      for (int i = 0; i < count; i++) {
        double y = (top + 0.05 * i) * layer.height;
        double sag = 30 + 20 * random.nextDouble() + 2 * Math.sin(frame * 0.2);
        double wide = 0.8 + 0.8 * random.nextDouble();
        Rgb color = i % 2 == 0 ? Rgb.of(0x18181c) : Rgb.of(0xe8e6e0);
        double px = layer.width * 0.05;
        double py = y;
        for (int piece = 1; piece <= 8; piece++) {
          double t = piece / 8.0;
          double nx = layer.width * (0.05 + 0.9 * t);
          double ny = y + sag * 4 * t * (1 - t);
          layer.thread(px, py, nx, ny, wide, wide, color, 0);
          px = nx;
          py = ny;
        }
      }
    };
  }

  /** A ball that flies so fast that it is drawn out. */
  static Part ball(double y, double radius, Rgb color, double pixelsAFrame) {
    return (layer, frame, random) -> {
      double cx = layer.width * 0.15 + pixelsAFrame * (frame % 20);
      double cy = y * layer.height + 1.5 * (frame % 20 - 10) * (frame % 20 - 10) * 0.4;
      layer
          .draw(Shape.circle(cx, cy, radius), shaded(color, cy - radius, 2 * radius))
          .blur(pixelsAFrame * 0.5, 0)
          .tint(rim(0.25, 0.05, 6))
          .in(cx - radius, cy - radius, cx + radius, cy + radius);
    };
  }

  /** A disc out of focus. */
  static Part bokeh(double x, double y, double radius, double soft, Rgb color) {
    return (layer, frame, random) -> {
      double cx = x * layer.width + 3 * frame;
      layer
          .draw(Shape.circle(cx, y * layer.height, radius), color)
          .soft(soft)
          .in(cx - radius, y * layer.height - radius, cx + radius, y * layer.height + radius);
    };
  }

  /** Folded paper wings that beat, strongly lit by the screen on their lower sides. */
  static Part paperBird(double x, double y, Rgb paper, double tint) {
    return (layer, frame, random) -> {
      double s = layer.height / 720.0;
      double cx = x * layer.width + 2 * frame;
      double cy = y * layer.height;
      double beat = 90 * s * Math.sin(frame * 0.4);
      Layer.Share facing =
          (px, py, depth) -> tint * (0.45 + 0.55 * Rgb.clip((py - cy + 90 * s) / (180 * s)));
      Shape left = Shape.polygon(cx, cy - 30, cx, cy + 50, cx - 290 * s, cy - 60 - beat);
      Shape right = Shape.polygon(cx, cy + 50, cx, cy - 30, cx + 290 * s, cy - 60 - beat);
      layer
          .draw(left, shaded(paper, cy - 150 * s, 320 * s))
          .tint(facing)
          .in(cx - 300 * s, cy - 200, cx, cy + 180);
      layer
          .draw(right, shaded(paper.times(0.86), cy - 150 * s, 320 * s))
          .tint(facing)
          .in(cx, cy - 200, cx + 300 * s, cy + 180);
      Shape body =
          Shape.polygon(cx - 60 * s, cy - 20, cx + 130 * s, cy - 44 * s, cx + 60 * s, cy + 66 * s);
      layer
          .draw(body, shaded(paper.times(0.95), cy - 80 * s, 200 * s))
          .tint(facing)
          .in(cx - 70 * s, cy - 60, cx + 140 * s, cy + 90);
    };
  }

  /** An upright box of one colour, such as a prop near the screen's own. */
  static Part prop(double left, double top, double right, double bottom, Rgb color, double tint) {
    return (layer, frame, random) -> {
      double sway = 5 * Math.sin(frame * 0.19);
      double x0 = left * layer.width + sway;
      double x1 = right * layer.width + sway;
      double y0 = top * layer.height;
      double y1 = bottom * layer.height;
      layer
          .draw(Shape.box(x0, y0, x1, y1, 22), shaded(color, y0, y1 - y0))
          .tint(rim(tint + 0.15, tint, 10))
          .in(x0, y0, x1, y1);
    };
  }
}
