package mediaworker.text;

import static java.util.Comparator.naturalOrder;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Guesses which name a misspelt word was meant to be. */
public final class Spelling {

  private static final int MOST_LETTERS = 2;
  private static final Pattern PARTS = Pattern.compile("[_.-]+");

  private Spelling() {}

  /** Whether a word is a name but for two slips, in a name of less than six letters but for one. */
  public static boolean isNear(String word, String name) {
    int most = name.length() < 2 ? 0 : Math.min(MOST_LETTERS, Math.max(1, name.length() / 3));
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
   * What to ask of a word that is none of the names: "is NAME meant?"; empty where none is near,
   * nor part of it ("output" of "output_format").
   */
  public static Optional<String> question(String word, Collection<String> names) {
    return nearest(word, names).or(() -> longestPart(word, names)).map(Spelling::question);
  }

  /** The longest of the names that consist of a word's own parts; of equals the first. */
  private static Optional<String> longestPart(String word, Collection<String> names) {
    Set<String> parts = parts(word.toLowerCase(Locale.ROOT));
    return names.stream()
        .filter(name -> name.length() > MOST_LETTERS && parts.containsAll(parts(name)))
        .min(Comparator.comparingInt(String::length).reversed().thenComparing(naturalOrder()));
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

  private static Set<String> parts(String word) {
    return new HashSet<>(Arrays.asList(PARTS.split(word, -1)));
  }

  /**
   * Slips that make one word the other: letters changed, added, dropped, or changed with their
   * neighbour (optimal string alignment distance).
   */
  private static int distance(String a, String b) {
    int[][] slips = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          slips[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least = Math.min(slips[i - 1][j], slips[i][j - 1]) + 1;
        least = Math.min(least, slips[i - 1][j - 1] + change);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        slips[i][j] = swapped ? Math.min(least, slips[i - 2][j - 2] + 1) : least;
      }
    }
    return slips[a.length()][b.length()];
  }
}
