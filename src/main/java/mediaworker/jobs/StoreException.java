package mediaworker.jobs;

/**
 * The database could not do it. The message is a sentence for a person that names the database and
 * what to do.
 */
public final class StoreException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What can be done about it. */
  public enum Kind {
    /** It is locked or full for now: trying again later is right. */
    FOR_NOW,
    /** It cannot be used as it is: missing, read-only, broken, of a newer version. */
    UNUSABLE
  }

  private final Kind kind;

  public StoreException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public StoreException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** What can be done about it. */
  public Kind kind() {
    return kind;
  }

  /** What went wrong, for a person. */
  public String sentence() {
    return java.util.Objects.requireNonNull(getMessage());
  }
}
