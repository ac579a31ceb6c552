package mediaworker.handlers;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is wrong with a row's input, for one sentence that fits a cell of a table: on one line and
 * below 500 characters, whatever stands in the row. Not safe for use by several threads.
 */
final class Problems {

  private static final int LONGEST_SENTENCE = 480;
  private static final int LONGEST_PROBLEM = 200;
  private static final int LONGEST_QUOTE = 60;

  /** Blanks, line breaks, terminal and direction codes, halves of characters. */
  private static final String UNREADABLE = "[\\s\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]+";

  private final List<Supplier<String>> problems = new ArrayList<>();

  /** Adds a part of the sentence; what it quotes of the row may be anything. */
  void add(String problem) {
    addLater(() -> problem);
  }

  /** Adds a part of the sentence that is worded when the sentence is made. */
  void addLater(Supplier<String> problem) {
    problems.add(() -> oneLine(problem.get(), LONGEST_PROBLEM));
  }

  boolean isEmpty() {
    return problems.isEmpty();
  }

  /** All problems, or as many as there is room for and the number of the others. */
  String sentence() {
    StringBuilder sentence =
        new StringBuilder("The input is not right: ").append(problems.get(0).get());
    for (int i = 1; i < problems.size(); i++) {
      String rest = "; … and " + (problems.size() - i) + " more";
      String problem = "; " + problems.get(i).get();
      if (sentence.length() + problem.length() + rest.length() > LONGEST_SENTENCE) {
        return sentence + rest + ".";
      }
      sentence.append(problem);
    }
    return sentence + ".";
  }

  /** The beginning of what stands in a row, on one line. */
  static String quote(String text) {
    return oneLine(text, LONGEST_QUOTE);
  }

  private static String oneLine(String text, int most) {
    // Cut before it is cleaned as well: a row may hold megabytes.
    String line = cut(text, 2 * most).replaceAll(UNREADABLE, " ").strip();
    return line.length() > most ? cut(line, most) + "…" : line;
  }

  private static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    boolean within = Character.isHighSurrogate(text.charAt(most - 1));
    return text.substring(0, within ? most - 1 : most);
  }
}
