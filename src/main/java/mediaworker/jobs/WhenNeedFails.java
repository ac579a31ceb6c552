package mediaworker.jobs;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What becomes of a job when one that it needs is not completed. */
public enum WhenNeedFails {
  /** It fails too, naming the root cause. */
  FAIL,
  /** It is skipped. */
  SKIP,
  /** It runs all the same. */
  RUN_ANYWAY;

  /** The word in the column {@code on_need_failed}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads a word; nothing counts as {@link #FAIL}, another word as none. */
  public static Optional<WhenNeedFails> of(@Nullable String word) {
    String text = word == null ? "" : word.strip().toLowerCase(Locale.ROOT).replace('-', '_');
    return switch (text) {
      case "", "fail" -> Optional.of(FAIL);
      case "skip" -> Optional.of(SKIP);
      case "run_anyway" -> Optional.of(RUN_ANYWAY);
      default -> Optional.empty();
    };
  }
}
