package mediaworker.media.stitching;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How one clip gives way to the next. Most are modes of FFmpeg's xfade filter; directions say where
 * things move, corners where they end.
 */
public enum Transition {
  /** A hard cut. */
  NONE("none", ""),
  /** One fades into the other. */
  CROSSFADE("crossfade", "fade"),
  /** Pixel by pixel, in random order. */
  DISSOLVE("dissolve", "dissolve"),
  /** Out to black, then in from it. */
  FADE_THROUGH_BLACK("fade-through-black", "fadeblack"),
  /** Out to white, then in from it. */
  FADE_THROUGH_WHITE("fade-through-white", "fadewhite"),
  /** Out to any colour, then in from it. */
  FADE_THROUGH_COLOR("fade-through-color", "fadecolor"),
  /** Over grey: colours go out, then those of the next come in. */
  FADE_THROUGH_GREY("fade-through-grey", "fadegrays"),
  /** The edge of the next picture runs across. */
  WIPE_LEFT("wipe-left", "wipeleft"),
  WIPE_RIGHT("wipe-right", "wiperight"),
  WIPE_UP("wipe-up", "wipeup"),
  WIPE_DOWN("wipe-down", "wipedown"),
  /** The same, towards a corner. */
  WIPE_TOP_LEFT("wipe-top-left", "wipetl"),
  WIPE_TOP_RIGHT("wipe-top-right", "wipetr"),
  WIPE_BOTTOM_LEFT("wipe-bottom-left", "wipebl"),
  WIPE_BOTTOM_RIGHT("wipe-bottom-right", "wipebr"),
  /** A wipe with a wide soft edge. */
  SOFT_WIPE_LEFT("soft-wipe-left", "smoothleft"),
  SOFT_WIPE_RIGHT("soft-wipe-right", "smoothright"),
  SOFT_WIPE_UP("soft-wipe-up", "smoothup"),
  SOFT_WIPE_DOWN("soft-wipe-down", "smoothdown"),
  /** A soft edge that runs towards a corner. */
  DIAGONAL_TOP_LEFT("diagonal-top-left", "diagtl"),
  DIAGONAL_TOP_RIGHT("diagonal-top-right", "diagtr"),
  DIAGONAL_BOTTOM_LEFT("diagonal-bottom-left", "diagbl"),
  DIAGONAL_BOTTOM_RIGHT("diagonal-bottom-right", "diagbr"),
  /** The next picture pushes the old one out. */
  SLIDE_LEFT("slide-left", "slideleft"),
  SLIDE_RIGHT("slide-right", "slideright"),
  SLIDE_UP("slide-up", "slideup"),
  SLIDE_DOWN("slide-down", "slidedown"),
  /** The next picture moves in over the old one. */
  COVER_LEFT("cover-left", "coverleft"),
  COVER_RIGHT("cover-right", "coverright"),
  COVER_UP("cover-up", "coverup"),
  COVER_DOWN("cover-down", "coverdown"),
  /** The old picture moves away from over the next one. */
  REVEAL_LEFT("reveal-left", "revealleft"),
  REVEAL_RIGHT("reveal-right", "revealright"),
  REVEAL_UP("reveal-up", "revealup"),
  REVEAL_DOWN("reveal-down", "revealdown"),
  /** In a growing circle. */
  CIRCLE_OPEN("circle-open", "circleopen"),
  /** Around a shrinking circle. */
  CIRCLE_CLOSE("circle-close", "circleclose"),
  /** A circle shrinks to nothing on black and grows again. */
  CIRCLE("circle", "circlecrop"),
  /** A rectangle shrinks to nothing on black and grows again. */
  RECTANGLE("rectangle", "rectcrop"),
  /** Round the clock. */
  CLOCK("clock", "radial"),
  /** Like curtains: from the middle outwards, or from the sides inwards. */
  CURTAIN_OPEN("curtain-open", "vertopen"),
  CURTAIN_CLOSE("curtain-close", "vertclose"),
  /** Like eyelids: from the middle up and down, or from above and below. */
  EYE_OPEN("eye-open", "horzopen"),
  EYE_CLOSE("eye-close", "horzclose"),
  /** In strips. */
  SLICES_LEFT("slices-left", "hlslice"),
  SLICES_RIGHT("slices-right", "hrslice"),
  SLICES_UP("slices-up", "vuslice"),
  SLICES_DOWN("slices-down", "vdslice"),
  /** As if blown away. */
  WIND_LEFT("wind-left", "hlwind"),
  WIND_RIGHT("wind-right", "hrwind"),
  WIND_UP("wind-up", "vuwind"),
  WIND_DOWN("wind-down", "vdwind"),
  /** The old picture is pressed flat. */
  SQUEEZE_HORIZONTAL("squeeze-horizontal", "squeezev"),
  SQUEEZE_VERTICAL("squeeze-vertical", "squeezeh"),
  /** Into the old picture, then a fade. */
  ZOOM_IN("zoom-in", "zoomin"),
  /** Through large pixels. */
  PIXELATE("pixelate", "pixelize"),
  /** Through a sideways blur. */
  BLUR("blur", "hblur"),
  /** Like colours change first. */
  MORPH("morph", "distance");

  private final String word;
  private final String mode;

  Transition(String word, String mode) {
    this.word = word;
    this.mode = mode;
  }

  /** The word for it in a row. */
  public String word() {
    return word;
  }

  /** All words, in order. */
  public static List<String> words() {
    return Arrays.stream(values()).map(Transition::word).toList();
  }

  /**
   * The transition of a word, in any case and with or without its hyphens; FFmpeg's own names are
   * understood too.
   */
  public static Optional<Transition> of(String word) {
    String plain = plain(word).replace("colour", "color").replace("gray", "grey");
    return Arrays.stream(values())
        .filter(value -> plain(value.word).equals(plain) || value.mode.equals(plain(word)))
        .findFirst();
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
  }

  /** Whether it goes through a plain colour. */
  boolean throughColor() {
    return this == FADE_THROUGH_BLACK || this == FADE_THROUGH_WHITE || this == FADE_THROUGH_COLOR;
  }

  /** The name of the xfade mode. */
  String mode() {
    return mode;
  }
}
