package mediaworker.store.sqlite.rows;

import mediaworker.jobs.Stage;

/**
 * The tokens of one worker's claims. None comes twice: each begins with the random part of the
 * worker's name and has a number that only rises. How it ends tells what the row's status told when
 * it was claimed, and no longer does.
 */
public final class ClaimTokens {

  /** Ends the token of a keying lap. */
  public static final String LAP = "+lap";

  /** Ends the token of a parent that goes on. */
  public static final String ON = "+on";

  /** Ends the token of a row that waited for a provider and goes on. */
  public static final String STEP_ON = "+step";

  private final String stem;
  private long number;

  /**
   * @param worker its name, which ends in a random part that no other worker has
   */
  public ClaimTokens(String worker) {
    this.stem = worker.substring(worker.lastIndexOf('-') + 1);
  }

  /** The next one, to which what the row's status tells is to be added. */
  public String next() {
    return stem + "-" + Long.toString(++number, 36);
  }

  /** Which lap of its row a claim is on. */
  public static Stage stage(String token) {
    return token.endsWith(LAP) ? Stage.KEYING : token.endsWith(ON) ? Stage.RESUMED : Stage.MAIN;
  }

  /** Whether a claim begins its row's main work, rather than going on with it. */
  public static boolean begins(String token) {
    return stage(token) == Stage.MAIN && !token.endsWith(STEP_ON);
  }
}
