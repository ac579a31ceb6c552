package mediaworker.media.keying.request;

import java.util.Optional;
import mediaworker.media.MediaInfo;

/**
 * The look of a paper sticker: an outline around the subject, a shadow under it, a raised edge, and
 * paper that trembles as in stop-motion.
 *
 * @param outline the outline
 * @param shadow the shadow
 * @param bevel the raised edge
 * @param paper the paper
 */
public record StickerSettings(Outline outline, Shadow shadow, Bevel bevel, Paper paper) {

  /**
   * The outline.
   *
   * @param width pixels, 0…200; 0 for none
   * @param color 0xRRGGBB
   */
  public record Outline(double width, int color) {
    public Outline {
      Limits.check("outline width", width, 0, 200);
    }
  }

  /**
   * The shadow.
   *
   * @param opacity 0…1; 0 for none
   * @param blur standard deviation of its softness in pixels, 0…200
   * @param x pixels to the right, -500…500
   * @param y pixels down, -500…500
   * @param color 0xRRGGBB
   */
  public record Shadow(double opacity, double blur, int x, int y, int color) {
    public Shadow {
      Limits.check("shadow opacity", opacity, 0, 1);
      Limits.check("shadow blur", blur, 0, 200);
      Limits.check("shadow x", x, -500, 500);
      Limits.check("shadow y", y, -500, 500);
    }
  }

  /**
   * The raised edge, lit from the upper left.
   *
   * @param strength 0…1; 0 for none
   * @param size how far it reaches inwards, pixels, 1…100
   */
  public record Bevel(double strength, double size) {
    public Bevel {
      Limits.check("bevel strength", strength, 0, 1);
      Limits.check("bevel size", size, 1, 100);
    }
  }

  /**
   * The paper.
   *
   * @param displacement how far its texture pushes the picture about, pixels, 0…50; 0 for none
   * @param displacementFile a grey picture in place of the drawn texture
   * @param screen how much of its grain is laid on with a screen blend, 0…1; 0 for none
   * @param screenFile a grey picture in place of the drawn grain
   * @param rate how often a second it is taken from another place, 0…60; 0 for paper that is still
   */
  public record Paper(
      double displacement,
      Optional<MediaInfo> displacementFile,
      double screen,
      Optional<MediaInfo> screenFile,
      double rate) {
    public Paper {
      Limits.check("displacement", displacement, 0, 50);
      Limits.check("screen", screen, 0, 1);
      Limits.check("paper rate", rate, 0, 60);
    }
  }

  /**
   * What looks right for a picture whose shorter side has so many pixels: all lengths grow with it.
   */
  public static StickerSettings forSide(int pixels) {
    double unit = Math.max(1, pixels / 100.0);
    return new StickerSettings(
        new Outline(Math.min(200, 1.1 * unit), 0xffffff),
        new Shadow(
            0.45,
            Math.min(200, 0.8 * unit),
            (int) Math.min(500, Math.round(0.5 * unit)),
            (int) Math.min(500, Math.round(0.8 * unit)),
            0),
        new Bevel(0.5, Math.max(1, Math.min(100, 0.5 * unit))),
        new Paper(Math.min(50, 0.25 * unit), Optional.empty(), 0.2, Optional.empty(), 8));
  }
}
