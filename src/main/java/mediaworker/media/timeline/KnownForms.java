package mediaworker.media.timeline;

import java.util.Optional;
import mediaworker.concurrent.LatestUsed;
import mediaworker.media.MediaInfo;

/**
 * What FFmpeg said of files that were coded in some way: of another that is coded alike, by its own
 * tables, it need not be asked again. Safe for use by many threads.
 */
final class KnownForms {

  private static final int MOST = 100;

  /** Longer descriptions are not worth their memory. */
  private static final int LONGEST = 8_000;

  private final LatestUsed<String, MediaInfo> known = new LatestUsed<>(MOST);

  /** What was said of a file of this form. */
  Optional<MediaInfo> of(String form) {
    return known.of(form);
  }

  /** Keeps what was said of a file. */
  void put(String form, MediaInfo info) {
    if (form.length() <= LONGEST) {
      known.put(form, info);
    }
  }
}
