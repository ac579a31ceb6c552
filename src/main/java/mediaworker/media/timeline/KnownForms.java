package mediaworker.media.timeline;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import mediaworker.media.MediaInfo;

/**
 * What FFmpeg said of files that were coded in some way: of another that is coded alike, by its own
 * tables, it need not be asked again. Safe for use by many threads.
 */
final class KnownForms {

  private static final int MOST = 100;

  /** Longer descriptions are not worth their memory. */
  private static final int LONGEST = 8_000;

  private final Map<String, MediaInfo> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, MediaInfo> eldest) {
          return size() > MOST;
        }
      }; // guarded by this

  /** What was said of a file of this form. */
  synchronized Optional<MediaInfo> of(String form) {
    return Optional.ofNullable(known.get(form));
  }

  /** Keeps what was said of a file. */
  synchronized void put(String form, MediaInfo info) {
    if (form.length() <= LONGEST) {
      known.put(form, info);
    }
  }
}
