package mediaworker.process;

import java.util.List;

/**
 * How a child process ended.
 *
 * @param how whether it ended by itself, or what ended it
 * @param exitCode its exit code; 128 + signal number for a killed child
 * @param stderr the last lines of its standard error, oldest first
 */
public record ProcessEnd(How how, int exitCode, List<String> stderr) {

  /** What ended the child. */
  public enum How {
    /** It ended by itself, well or badly: see the exit code. */
    EXITED,
    /** It was killed because it ran longer than its time limit. */
    TIME_LIMIT,
    /** It was killed because it gave no sign of life for the stall limit. */
    STALLED,
    /** It was killed because its work was cancelled. */
    CANCELLED
  }

  public ProcessEnd {
    stderr = List.copyOf(stderr);
  }

  /** Whether it ended by itself with exit code 0. */
  public boolean ok() {
    return how == How.EXITED && exitCode == 0;
  }
}
