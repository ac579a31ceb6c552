package mediaworker.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which name a misspelt word was meant to be. */
public final class Spelling {

  private static final int MOST_LETTERS = 2;

  private Spelling() {}

  /** Whether a word is a name but for two letters, in a short name but for one. */
  public static boolean isNear(String word, String name) {
    int most = Math.min(MOST_LETTERS, (name.length() + 1) / 3);
    return Math.abs(word.length() - name.length()) <= most && distance(word, name) <= most;
  }

  /** The nearest of the names, where one is near; of equals the first in the alphabet. */
  public static Optional<String> nearest(String word, Collection<String> names) {
    return names.stream()
        .filter(name -> isNear(word, name))
        .min(
            Comparator.comparingInt((String name) -> distance(word, name))
                .thenComparing(Comparator.naturalOrder()));
  }

  /**
   * What to ask of a word that is none of the names: "is NAME meant?"; empty where none is near.
   */
  public static Optional<String> question(String word, Collection<String> names) {
    return nearest(word, names).map(Spelling::question);
  }

  /** Whether a name was meant. */
  public static String question(String name) {
    return "is " + name + " meant?";
  }

  /** How a sentence about such a word ends: "; is NAME meant?", else with a full stop. */
  public static String end(String word, Collection<String> names) {
    return question(word, names).map("; "::concat).orElse(".");
  }

  /** The same for names that are few: where none is near all of them are told. */
  public static String endOrAll(String word, Collection<String> names) {
    if (names.isEmpty()) {
      return ".";
    }
    String all = (names.size() == 1 ? "; there is: " : "; there are: ") + String.join(", ", names);
    return question(word, names).map("; "::concat).orElse(all + ".");
  }

  /** Letters to change, add or drop to make one word the other (Levenshtein). */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], previous[j]) + 1, previous[j - 1] + change);
      }
      previous = row;
    }
    return previous[b.length()];
  }
}
