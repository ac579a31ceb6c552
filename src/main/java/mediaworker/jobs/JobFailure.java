package mediaworker.jobs;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A job that cannot be completed. The message goes to {@code error_message} and is for a person: a
 * sentence that names the field or file and says what to do.
 */
public final class JobFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** What another attempt would bring. */
  public enum Kind {
    /** The row or its files are at fault: fails at once. */
    INPUT,
    /** A disk, network or machine fault: tried again after a while, up to {@code max_attempts}. */
    TRANSIENT,
    /**
     * Something of the machine is not to be had for now, room on a disk or the database: the row
     * waits for it, and loses no attempt.
     */
    LATER,
    /** Its process was killed from outside: a transient fault, or a stop that came to it first. */
    KILLED,
    /**
     * The worker cannot do such work as it is set up, and is about to end for it: the row goes back
     * as it was.
     */
    WORKER
  }

  private final Kind kind;

  private JobFailure(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** The row or its files are at fault. */
  public static JobFailure input(String message) {
    return new JobFailure(Kind.INPUT, message, null);
  }

  /** Another attempt may do. */
  public static JobFailure transientFault(String message, @Nullable Throwable cause) {
    return new JobFailure(Kind.TRANSIENT, message, cause);
  }

  /** There is too little room on a disk for now. */
  public static JobFailure noRoom(String message) {
    return new JobFailure(Kind.LATER, message, null);
  }

  /** The database does not answer for now. */
  public static JobFailure databaseAway(String message, @Nullable Throwable cause) {
    return new JobFailure(Kind.LATER, message, cause);
  }

  /** A process that did its work was killed from outside. */
  public static JobFailure killed(String message, @Nullable Throwable cause) {
    return new JobFailure(Kind.KILLED, message, cause);
  }

  /** The worker is at fault, not the row. */
  public static JobFailure worker(String message) {
    return new JobFailure(Kind.WORKER, message, null);
  }

  /** What another attempt would bring. */
  public Kind kind() {
    return kind;
  }

  /** What went wrong, for a person. */
  public String sentence() {
    return Objects.requireNonNull(getMessage());
  }
}
