package mediaworker.jobs;

import org.jspecify.annotations.Nullable;

/**
 * How large a row may be. Checked before anything reads its JSON.
 *
 * @param columnChars characters of a column, at most {@link #MOST_CHARS}
 * @param jsonDepth nested objects and lists
 */
public record RowLimits(int columnChars, int jsonDepth) {

  /** More of a column is not even read: a row of gigabytes would fill the memory. */
  public static final int MOST_CHARS = 1024 * 1024;

  /** The defaults. */
  public static final RowLimits USUAL = new RowLimits(MOST_CHARS, 64);

  /**
   * Checks a row.
   *
   * @throws JobFailure when it is too large, naming the column and the setting
   */
  public void check(Job job) throws JobFailure {
    check("input_data", job.inputData());
    check("keying_settings", job.keyingSettings());
    if (job.stage() == Stage.KEYING) {
      check("result_data", job.resultData());
    }
  }

  private void check(String column, @Nullable String text) throws JobFailure {
    if (text == null) {
      return;
    }
    if (text.length() > columnChars) {
      throw JobFailure.input(
          "The column "
              + column
              + " holds more than "
              + columnChars / 1024
              + " KB, the most that is read (max-row-kb). Put large things into files and name"
              + " those in the row.");
    }
    if (depth(text) > jsonDepth) {
      throw JobFailure.input(
          "The JSON in the column "
              + column
              + " is nested deeper than "
              + jsonDepth
              + " levels (max-json-depth).");
    }
  }

  /** The deepest nesting of brackets outside of texts; what is no JSON is told of later. */
  private static int depth(String text) {
    int depth = 0;
    int deepest = 0;
    boolean inText = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (inText && c == '\\') {
        i++;
      } else if (c == '"') {
        inText = !inText;
      } else if (!inText && (c == '{' || c == '[')) {
        deepest = Math.max(deepest, ++depth);
      } else if (!inText && (c == '}' || c == ']')) {
        depth--;
      }
    }
    return deepest;
  }
}
