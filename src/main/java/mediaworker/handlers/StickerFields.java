package mediaworker.handlers;

import java.util.List;
import java.util.Optional;
import mediaworker.jobs.Remarks;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.request.Background;
import mediaworker.media.keying.request.StickerSettings;
import mediaworker.media.keying.request.StickerSettings.Bevel;
import mediaworker.media.keying.request.StickerSettings.Outline;
import mediaworker.media.keying.request.StickerSettings.Paper;
import mediaworker.media.keying.request.StickerSettings.Shadow;

/**
 * Reads the sticker look: {@code sticker_effect} (or {@code sticker}) and fields that begin with
 * {@code sticker_}, or the same names without that in an object {@code sticker}. For one row.
 */
final class StickerFields {

  /** Fields that say how the look is, and nothing of whether. */
  private static final List<String> HOW =
      List.of(
          "sticker_outline_width",
          "sticker_outline_color",
          "sticker_shadow_opacity",
          "sticker_shadow_blur",
          "sticker_shadow_x",
          "sticker_shadow_y",
          "sticker_shadow_color",
          "sticker_bevel_strength",
          "sticker_bevel_size",
          "sticker_displacement",
          "sticker_displacement_texture",
          "sticker_screen",
          "sticker_screen_texture",
          "sticker_texture_rate");

  private final InputFields fields;

  StickerFields(InputFields fields) {
    this.fields = fields;
  }

  /**
   * What a row says; what it leaves out follows from the picture's size.
   *
   * @param displacementTexture a picture, as the row names it
   * @param screenTexture a picture, as the row names it
   */
  record Wish(
      Lengths lengths,
      Colors colors,
      Optional<Double> bevelStrength,
      Optional<Double> displacement,
      Optional<Double> screen,
      Optional<Double> rate,
      Optional<String> displacementTexture,
      Optional<String> screenTexture) {

    /** Pixels. */
    record Lengths(
        Optional<Double> outlineWidth,
        Optional<Double> shadowBlur,
        Optional<Double> shadowX,
        Optional<Double> shadowY,
        Optional<Double> bevelSize) {}

    /** 0xRRGGBB, and how much of the shadow is seen. */
    record Colors(int outline, int shadow, Optional<Double> shadowOpacity) {}

    /**
     * The whole look.
     *
     * @param side pixels of the picture's shorter side
     */
    StickerSettings settings(
        int side, Optional<MediaInfo> displacementFile, Optional<MediaInfo> screenFile) {
      StickerSettings usual = StickerSettings.forSide(side);
      Shadow shadow = usual.shadow();
      Paper paper = usual.paper();
      return new StickerSettings(
          new Outline(lengths.outlineWidth().orElse(usual.outline().width()), colors.outline()),
          new Shadow(
              colors.shadowOpacity().orElse(shadow.opacity()),
              lengths.shadowBlur().orElse(shadow.blur()),
              (int) Math.round(lengths.shadowX().orElse((double) shadow.x())),
              (int) Math.round(lengths.shadowY().orElse((double) shadow.y())),
              colors.shadow()),
          new Bevel(
              bevelStrength.orElse(usual.bevel().strength()),
              lengths.bevelSize().orElse(usual.bevel().size())),
          new Paper(
              displacement.orElse(paper.displacement()),
              displacementFile,
              screen.orElse(paper.screen()),
              screenFile,
              rate.orElse(paper.rate())));
    }
  }

  /** Reads it; empty where it is not switched on. */
  Optional<Wish> read() {
    boolean object = fields.spread("sticker", "sticker_");
    boolean effectObject = fields.spread("sticker_effect", "sticker_");
    boolean on = effectObject || fields.flag("sticker_effect", object || plain());
    Wish wish =
        new Wish(
            new Wish.Lengths(
                number("outline_width", 0, 200),
                number("shadow_blur", 0, 200),
                number("shadow_x", -500, 500),
                number("shadow_y", -500, 500),
                number("bevel_size", 1, 100)),
            new Wish.Colors(
                color("outline_color", 0xffffff),
                color("shadow_color", 0),
                number("shadow_opacity", 0, 1)),
            number("bevel_strength", 0, 1),
            number("displacement", 0, 50),
            number("screen", 0, 1),
            number("texture_rate", 0, 60),
            fields.optionalText("sticker_displacement_texture"),
            fields.optionalText("sticker_screen_texture"));
    if (!on && !fields.says("sticker") && !fields.says("sticker_effect")) {
      leaveAside();
    }
    return on ? Optional.of(wish) : Optional.empty();
  }

  /** Not where a switch says no: a form that has one sends all of its fields. */
  private void leaveAside() {
    List<String> given = HOW.stream().filter(fields::says).map(name -> '"' + name + '"').toList();
    if (!given.isEmpty()) {
      Remarks.say(
          "\"sticker\": true is missing, which switches the sticker look on, so these are left"
              + " aside: "
              + String.join(", ", given)
              + ".");
    }
  }

  /** Whether {@code sticker} is no object but says so plainly. */
  private boolean plain() {
    boolean word = fields.json("sticker").filter(node -> !node.isObject()).isPresent();
    return word && fields.flag("sticker", false);
  }

  private Optional<Double> number(String name, double least, double most) {
    return fields.optionalNumber("sticker_" + name, least, most);
  }

  private int color(String name, int otherwise) {
    Optional<String> text = fields.optionalText("sticker_" + name);
    Optional<Background.Color> color = text.flatMap(Background.Color::parse);
    if (text.isPresent() && color.isEmpty()) {
      fields.problem("\"sticker_" + name + "\" must be a colour like #ffffff");
    }
    return color.map(Background.Color::rgb).orElse(otherwise);
  }
}
