package mediaworker.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How wide what we write to is, and how it is laid out in columns. */
final class Screen {

  private static final int USUAL_WIDTH = 100;

  private Screen() {}

  /** Columns of the output: what the shell says, else a usual width. */
  static int width(Map<String, String> environment) {
    return number(environment.get("COLUMNS"), 20).orElse(USUAL_WIDTH);
  }

  private static Optional<Integer> number(@Nullable String text, int least) {
    if (text == null || !text.strip().matches("\\d{1,4}")) {
      return Optional.empty();
    }
    int value = Integer.parseInt(text.strip());
    return value < least ? Optional.empty() : Optional.of(value);
  }

  /** Rows in columns as wide as their widest cell; the last is cut where the line is full. */
  static List<String> table(List<List<String>> rows, int width) {
    int columns = rows.isEmpty() ? 0 : rows.get(0).size();
    int[] widest = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widest[i] = Math.max(widest[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        boolean last = i == columns - 1;
        line.append(row.get(i));
        if (!last) {
          line.append(" ".repeat(widest[i] - row.get(i).length() + 2));
        }
      }
      lines.add(cut(line.toString().stripTrailing(), width));
    }
    return lines;
  }

  /** One line, no longer than that. */
  static String cut(String text, int width) {
    String line = text.replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", "?");
    return line.length() <= width ? line : line.substring(0, Math.max(0, width - 1)) + "…";
  }

  /** "[#####-----]" for a share of 0…1. */
  static String bar(double share, int width) {
    int full = (int) Math.round(Math.max(0, Math.min(1, share)) * width);
    return "[" + "#".repeat(full) + "-".repeat(width - full) + "]";
  }
}
