package mediaworker.text;

import java.util.regex.Pattern;

/**
 * Texts of others (rows, programs, providers) as a terminal or a log may show them: without what
 * moves the cursor, colours or hides (ECMA-48), turns the direction of writing, or looks like
 * another line.
 */
public final class PlainText {

  /** All but tabs and the ends of lines; half of a surrogate pair can be no character either. */
  private static final String STEERING =
      "[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069\\uFEFF"
          + "&&[^\\t\\n]]";

  private static final Pattern UNREADABLE = Pattern.compile(STEERING);
  private static final Pattern BREAK = Pattern.compile("\\R");
  private static final Pattern BLANK_BREAK = Pattern.compile("\\s*\\R\\s*|\\t");

  private PlainText() {}

  /** In one line. */
  public static String line(String text) {
    return readable(BLANK_BREAK.matcher(text).replaceAll(" "));
  }

  /** With its lines, which end in {@code \n}, and its tabs. */
  public static String lines(String text) {
    return readable(BREAK.matcher(text).replaceAll("\n"));
  }

  private static String readable(String text) {
    return UNREADABLE.matcher(text).replaceAll("?");
  }
}
