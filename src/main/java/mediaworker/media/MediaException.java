package mediaworker.media;

import java.util.Objects;

/**
 * Media work that could not be done. The message is a sentence for a person: what was wrong with
 * which file, without class names or FFmpeg's own prefixes.
 */
public final class MediaException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Whose fault it is, and so whether another try can help. */
  public enum Kind {
    /** The input or the settings are at fault; trying again gives the same. */
    BAD_INPUT,
    /** This machine cannot do it as it is set up: a missing encoder. */
    UNAVAILABLE,
    /** There is no FFmpeg that runs on this machine, so nothing of the kind can be done. */
    MISSING,
    /** It stalled, ran out of disk or memory, or broke off: another try may do. */
    FAULT,
    /** FFmpeg was killed from outside: by a person, by the system, or since all is to stop. */
    KILLED
  }

  private final Kind kind;

  private MediaException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** The input or the settings are at fault. */
  public static MediaException badInput(String message) {
    return new MediaException(Kind.BAD_INPUT, message);
  }

  /** This machine cannot do it. */
  public static MediaException unavailable(String message) {
    return new MediaException(Kind.UNAVAILABLE, message);
  }

  /** Something broke that may work the next time. */
  public static MediaException fault(String message) {
    return new MediaException(Kind.FAULT, message);
  }

  /** No FFmpeg runs on this machine. */
  public static MediaException missing(String message) {
    return new MediaException(Kind.MISSING, message);
  }

  /** FFmpeg was killed from outside. */
  public static MediaException killed(String message) {
    return new MediaException(Kind.KILLED, message);
  }

  /** Whose fault it is. */
  public Kind kind() {
    return kind;
  }

  /** What went wrong, for a person. */
  public String sentence() {
    return Objects.requireNonNull(getMessage());
  }
}
