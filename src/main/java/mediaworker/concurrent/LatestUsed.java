package mediaworker.concurrent;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * What was found out and may be asked for again: so many answers at most, of which those go first
 * that nobody has asked for longest. Safe for use by many threads.
 *
 * @param <K> what is asked
 * @param <V> the answer
 */
public final class LatestUsed<K, V> {

  private final int most;
  private final LinkedHashMap<K, V> known = // guarded by this
      new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param most answers that are kept
   */
  public LatestUsed(int most) {
    this.most = most;
  }

  /** The answer, if it is known. */
  public synchronized Optional<V> of(K question) {
    return Optional.ofNullable(known.get(question));
  }

  /**
   * Keeps an answer, in place of an older one.
   *
   * @return the answer to another question that goes for it, if one has to
   */
  public synchronized Optional<V> put(K question, V answer) {
    known.put(question, answer);
    if (known.size() <= most) {
      return Optional.empty();
    }
    Iterator<V> eldest = known.values().iterator();
    V gone = eldest.next();
    eldest.remove();
    return Optional.of(gone);
  }
}
