package mediaworker.media.stitching;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How one clip gives way to the next. All but {@link #NONE} are modes of FFmpeg's xfade filter. */
public enum Transition {
  /** A hard cut. */
  NONE("none"),
  /** One fades into the other. */
  CROSSFADE("crossfade"),
  /** The same as {@link #CROSSFADE}, by FFmpeg's name. */
  FADE("fade"),
  /** The new picture is uncovered from right to left. */
  WIPELEFT("wipeleft"),
  /** The new picture is uncovered from left to right. */
  WIPERIGHT("wiperight"),
  /** The new picture pushes the old one out to the left. */
  SLIDELEFT("slideleft"),
  /** The new picture pushes the old one out to the right. */
  SLIDERIGHT("slideright"),
  /** The new picture appears in a growing circle. */
  CIRCLEOPEN("circleopen"),
  /** Through black. */
  FADEBLACK("fadeblack"),
  /** Through white. */
  FADEWHITE("fadewhite"),
  /** Pixel by pixel, in random order. */
  DISSOLVE("dissolve");

  private final String word;

  Transition(String word) {
    this.word = word;
  }

  /** The word for it in a row. */
  public String word() {
    return word;
  }

  /** All words, in order. */
  public static String[] words() {
    return Arrays.stream(values()).map(Transition::word).toArray(String[]::new);
  }

  /** The transition of a word, in any case. */
  public static Optional<Transition> of(String word) {
    String plain = word.strip().toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(value -> value.word.equals(plain)).findFirst();
  }

  /** The name of the xfade mode. */
  String mode() {
    return this == CROSSFADE ? FADE.word : word;
  }
}
