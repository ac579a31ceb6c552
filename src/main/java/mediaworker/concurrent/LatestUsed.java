package mediaworker.concurrent;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was found out and may be asked for again: so many answers at most, of which those go first
 * that nobody has asked for longest. Safe for use by many threads.
 *
 * @param <K> what is asked
 * @param <V> the answer
 */
public final class LatestUsed<K, V> {

  private final Map<K, V> known; // guarded by this

  /**
   * @param most answers that are kept
   */
  public LatestUsed(int most) {
    known =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
          }
        };
  }

  /** The answer, if it is known. */
  public synchronized Optional<V> of(K question) {
    return Optional.ofNullable(known.get(question));
  }

  /** Keeps an answer, in place of an older one. */
  public synchronized void put(K question, V answer) {
    known.put(question, answer);
  }
}
