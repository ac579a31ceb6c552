package mediaworker.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import mediaworker.text.PlainText;
import org.jspecify.annotations.Nullable;

/** How wide what we write to is, and how it is laid out in columns. */
public final class Screen {

  private static final int USUAL_WIDTH = 100;

  /** Columns that a cell may have on any screen. */
  private static final int LEAST = 16;

  /** What is "W" or "F" in Unicode's EastAsianWidth, by its blocks. */
  private static final Pattern WIDE =
      Pattern.compile(
          "[\\u1100-\\u115F\\u2E80-\\u303E\\u3041-\\uA4CF\\uA960-\\uA97C\\uAC00-\\uD7A3\\uF900-\\uFAFF"
              + "\\uFE30-\\uFE6F\\uFF01-\\uFF60\\uFFE0-\\uFFE6\\x{1F300}-\\x{1F64F}\\x{1F680}-\\x{1F6FF}"
              + "\\x{1F900}-\\x{1FAFF}\\x{20000}-\\x{3FFFD}]");

  private Screen() {}

  /** Columns of the output: what the shell says, else a usual width. */
  public static int width(Map<String, String> environment) {
    return number(environment.get("COLUMNS"), 20).orElse(USUAL_WIDTH);
  }

  private static Optional<Integer> number(@Nullable String text, int least) {
    if (text == null || !text.strip().matches("\\d{1,4}")) {
      return Optional.empty();
    }
    int value = Integer.parseInt(text.strip());
    return value < least ? Optional.empty() : Optional.of(value);
  }

  /**
   * Rows in columns as wide as their widest cell; the last is cut where the line is full, and those
   * before it where one alone would push it off.
   */
  public static List<String> table(List<List<String>> rows, int width) {
    int columns = rows.isEmpty() ? 0 : rows.get(0).size();
    int[] widest = new int[columns];
    List<List<String>> cut = new ArrayList<>();
    for (List<String> row : rows) {
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < columns; i++) {
        cells.add(i == columns - 1 ? row.get(i) : cut(row.get(i), Math.max(LEAST, width / 3)));
        widest[i] = Math.max(widest[i], columns(cells.get(i)));
      }
      cut.add(cells);
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : cut) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        boolean last = i == columns - 1;
        line.append(row.get(i));
        if (!last) {
          line.append(" ".repeat(widest[i] - columns(row.get(i)) + 2));
        }
      }
      lines.add(cut(line.toString().stripTrailing(), width));
    }
    return lines;
  }

  /** One line, no wider than that. */
  public static String cut(String text, int width) {
    String line = PlainText.line(text);
    if (columns(line) <= width) {
      return line;
    }
    int end = 0;
    int used = 0;
    while (used + columns(line.codePointAt(end)) < width) {
      used += columns(line.codePointAt(end));
      end += Character.charCount(line.codePointAt(end));
    }
    return line.substring(0, end) + "…";
  }

  /** How many columns of a terminal a text takes. */
  public static int columns(String text) {
    return text.codePoints().map(Screen::columns).sum();
  }

  /** None for marks above others, two for what East Asian type sets square, and for pictures. */
  private static int columns(int character) {
    return switch (Character.getType(character)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default ->
          character >= 0x1100 && WIDE.matcher(Character.toString(character)).matches() ? 2 : 1;
    };
  }

  /** "[#####-----]" for a share of 0…1. */
  public static String bar(double share, int width) {
    int full = (int) Math.round(Math.max(0, Math.min(1, share)) * width);
    return "[" + "#".repeat(full) + "-".repeat(width - full) + "]";
  }
}
