package mediaworker.media.keying.request;

import java.util.Optional;
import mediaworker.media.MediaInfo;
import mediaworker.media.Rational;

/**
 * How a keyed clip is laid over something.
 *
 * @param background what lies behind
 * @param fit how a background of another shape fills the picture
 * @param bars colour 0xRRGGBB of what a contained background leaves free
 * @param end what happens where a background video is shorter than the clip
 * @param canvas how large the result is
 * @param placement where the subject is put
 * @param sound what is heard
 */
public record Composite(
    Background background,
    Fit fit,
    int bars,
    End end,
    Canvas canvas,
    Placement placement,
    Sound sound) {

  /** Pixels that are so many times as wide as high, or as high as wide, are no video. */
  private static final double MOST_UNEVEN = 10;

  /** How a background of another shape fills the picture. */
  public enum Fit {
    /** Scaled to fill all of it; what stands out is cut off on both sides. */
    COVER,
    /** Scaled to be seen whole; bars fill the rest. */
    CONTAIN,
    /** In its own size, again and again from the upper left corner. */
    TILE
  }

  /** What happens where a background video is shorter than the clip. */
  public enum End {
    /** It begins again. */
    LOOP,
    /** The result ends with it. */
    TRIM
  }

  /** What is heard. */
  public enum Sound {
    /** The clip's sound. */
    CLIP,
    /** The background's. */
    BACKGROUND,
    /** Both together. */
    MIX,
    /** Nothing. */
    NONE
  }

  /**
   * How large the result is.
   *
   * @param like the clip's size, the background's, or one of its own
   * @param width pixels where it is of its own, else 0
   * @param height pixels where it is of its own, else 0
   */
  public record Canvas(Like like, int width, int height) {

    /** What the size is taken from. */
    public enum Like {
      /** The clip. */
      CLIP,
      /** The background file; the clip where the background is a colour. */
      BACKGROUND,
      /** The numbers given. */
      GIVEN
    }

    /** As large as the clip. */
    public static final Canvas OF_CLIP = new Canvas(Like.CLIP, 0, 0);

    /** Sizes beyond this are no video. */
    public static final int LARGEST_SIDE = 8192;

    /** Sizes below this show nothing. */
    public static final int SMALLEST_SIDE = 16;

    public Canvas {
      if (like == Like.GIVEN) {
        Limits.check("canvas width", width, SMALLEST_SIDE, LARGEST_SIDE);
        Limits.check("canvas height", height, SMALLEST_SIDE, LARGEST_SIDE);
      }
    }
  }

  /**
   * Where the subject's picture is put.
   *
   * @param x its middle, as a share of the canvas' width; 0.5 is the middle
   * @param y its middle, as a share of the canvas' height
   * @param scale its size, of the largest at which the whole clip's picture fits into the canvas
   */
  public record Placement(double x, double y, double scale) {

    /** As large as fits, in the middle. */
    public static final Placement WHOLE = new Placement(0.5, 0.5, 1);

    public Placement {
      Limits.check("subject x", x, -1, 2);
      Limits.check("subject y", y, -1, 2);
      Limits.check("subject scale", scale, 0.02, 8);
    }
  }

  /** Over a background in the clip's size, with the clip's sound. */
  public static Composite over(Background background) {
    return new Composite(
        background, Fit.COVER, 0, End.LOOP, Canvas.OF_CLIP, Placement.WHOLE, Sound.CLIP);
  }

  /** The same over another background. */
  public Composite with(Background other) {
    return new Composite(other, fit, bars, end, canvas, placement, sound);
  }

  /** The background's file, where it is one. */
  public Optional<MediaInfo> file() {
    return background instanceof Background.File file ? Optional.of(file.info()) : Optional.empty();
  }

  /** Whether the background moves. */
  public boolean isVideo() {
    return file().filter(info -> !info.isStill()).isPresent();
  }

  /** Width of the result in pixels, before it is made even. */
  int width(MediaInfo.Video clip) {
    return switch (canvas.like()) {
      case CLIP -> clip.shownWidth();
      case GIVEN -> canvas.width();
      case BACKGROUND -> {
        MediaInfo.Video like = file().flatMap(MediaInfo::picture).orElse(clip);
        yield (int) Math.max(1, Math.round(like.shownWidth() * pixelShape(like)));
      }
    };
  }

  /** Height of the result in pixels, before it is made even. */
  int height(MediaInfo.Video clip) {
    return switch (canvas.like()) {
      case CLIP -> clip.shownHeight();
      case GIVEN -> canvas.height();
      case BACKGROUND -> file().flatMap(MediaInfo::picture).orElse(clip).shownHeight();
    };
  }

  /**
   * Width of a pixel over its height as it is shown, after rotation; 1 where that is not known or
   * beyond all that is in use. A canvas in the clip's size has the clip's pixels, any other one
   * square ones.
   */
  public static double pixelShape(MediaInfo.Video picture) {
    double shape = Rational.parse(picture.sampleAspect().replace(':', '/')).value();
    if (!(shape >= 1 / MOST_UNEVEN && shape <= MOST_UNEVEN)) {
      return 1;
    }
    return Math.abs(picture.rotation()) % 180 == 90 ? 1 / shape : shape;
  }

  /**
   * Whether nothing of the clip's picture lies on the canvas.
   *
   * @param width of the canvas in pixels
   * @param height of the canvas in pixels
   */
  boolean placedOutside(MediaInfo.Video clip, int width, int height) {
    double shape = canvas.like() == Canvas.Like.CLIP ? 1 : pixelShape(clip);
    double across = clip.shownWidth() * shape;
    double down = clip.shownHeight();
    double half = Math.min(width / across, height / down) * placement.scale() / 2;
    return beside(width * placement.x(), across * half, width)
        || beside(height * placement.y(), down * half, height);
  }

  private static boolean beside(double middle, double half, int side) {
    return middle + half <= 0 || middle - half >= side;
  }

  /** Whether the subject lies exactly where it lay in the clip. */
  public boolean inPlace() {
    return canvas.like() == Canvas.Like.CLIP && placement.equals(Placement.WHOLE);
  }
}
