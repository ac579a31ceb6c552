package mediaworker.media;

import java.util.Optional;
import mediaworker.concurrent.LatestUsed;

/**
 * Orders of fields that only the pictures of a file tell, so that a file is looked into once,
 * however often it is asked what it is. Safe for use by many threads.
 */
final class FieldOrders {

  private static final int MOST = 200;

  private final LatestUsed<FileVersion, String> known = new LatestUsed<>(MOST);

  /** What was found in a file. */
  Optional<String> of(FileVersion file) {
    return known.of(file);
  }

  /** Keeps what was found in a file. */
  void put(FileVersion file, String order) {
    known.put(file, order);
  }
}
