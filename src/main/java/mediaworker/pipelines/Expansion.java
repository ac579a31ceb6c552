package mediaworker.pipelines;

import java.util.Locale;

/**
 * How large a file becomes as its loops and variables are laid out: a few lines may stand for more
 * than memory holds, so it is counted before anything is made. Not for use by several threads.
 */
final class Expansion {

  private static final int MOST_STEPS = 10_000;
  private static final int MOST_CHARACTERS = 10_000_000;

  /** How often steps may need each other, all in all. */
  private static final int MOST_NEEDS = 100_000;

  private long steps;
  private long characters;
  private long needs;

  /** A file would become too large; the message is a sentence. */
  static final class TooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLargeException(String sentence) {
      super(sentence);
    }

    String sentence() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * Before so many steps are made.
   *
   * @param where which step of the file they are of, for a person
   */
  void addSteps(String where, long more) {
    if (more > MOST_STEPS - steps) {
      throw new TooLargeException(
          String.format(
              Locale.ROOT,
              "%s makes %,d steps%s: a pipeline has %,d at the most. Make the lists of its"
                  + " \"for_each\" shorter, or several pipelines of it.",
              where,
              more,
              steps == 0 ? "" : String.format(Locale.ROOT, " and those before it %,d", steps),
              MOST_STEPS));
    }
    steps += more;
  }

  /** Before so many characters of input are made. */
  void addCharacters(long more) {
    characters += more;
    if (characters > MOST_CHARACTERS) {
      throw new TooLargeException(
          String.format(
              Locale.ROOT,
              "With the values of its variables the file becomes longer than %,d characters: make"
                  + " the values shorter, or several pipelines of it.",
              MOST_CHARACTERS));
    }
  }

  /** What a step needs. */
  void addNeeds(long more) {
    needs += more;
    if (needs > MOST_NEEDS) {
      throw new TooLargeException(
          String.format(
              Locale.ROOT,
              "The steps need each other more than %,d times: let each need fewer, for instance"
                  + " those of a loop that they follow one by one (${job.NAME.${index}.result}).",
              MOST_NEEDS));
    }
  }
}
