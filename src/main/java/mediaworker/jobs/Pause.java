package mediaworker.jobs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something of which nothing new is begun. What is under way goes on to its end.
 *
 * @param scope what is held
 * @param name the job type, lane or provider; empty for everything
 * @param since when it began; null where that is not known
 * @param until when it ends by itself; null when a person has to end it
 * @param reason for a person; null for none
 */
public record Pause(
    Scope scope,
    String name,
    @Nullable Instant since,
    @Nullable Instant until,
    @Nullable String reason) {

  /** What can be held. */
  public enum Scope {
    /** Every job. */
    ALL,
    /** Jobs of one type; {@code keying} stands for keying laps too. */
    TYPE,
    /** Jobs of all types in one lane. */
    LANE,
    /** Calls to one provider. */
    PROVIDER
  }

  /** For a person: "everything", "jobs of type keying", "the provider kling". */
  public String what() {
    return switch (scope) {
      case ALL -> "everything";
      case TYPE -> "jobs of type " + name;
      case LANE -> "the lane " + name;
      case PROVIDER -> "the provider " + name;
    };
  }
}
