package mediaworker.jobs;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What there is to say of a row beside what becomes of it, such as a field that its job type does
 * not know. Whoever reads a row says it; whoever asked for the reading hears it. Bound to a thread:
 * what is said where nobody listens is lost.
 */
public final class Remarks implements AutoCloseable {

  private static final ThreadLocal<@Nullable Remarks> LISTENING = new ThreadLocal<>();

  private final Set<String> sentences = new LinkedHashSet<>();
  private final @Nullable Remarks outer = LISTENING.get();

  private Remarks() {}

  /** Listens to this thread until it is closed, in place of whoever did before. */
  public static Remarks listen() {
    Remarks remarks = new Remarks();
    LISTENING.set(remarks);
    return remarks;
  }

  /**
   * Says something to whoever listens; the same again is heard once.
   *
   * @param sentence with a capital and a full stop
   */
  public static void say(String sentence) {
    Remarks listening = LISTENING.get();
    if (listening != null) {
      listening.sentences.add(sentence);
    }
  }

  /** What whoever listens to this thread has heard so far; nothing where nobody does. */
  public static List<String> heard() {
    Remarks listening = LISTENING.get();
    return listening == null ? List.of() : listening.sentences();
  }

  /** What was said so far, in its order. */
  public List<String> sentences() {
    return List.copyOf(sentences);
  }

  /** A text of whole sentences, and what was said so far behind it. */
  public String after(String text) {
    List<String> all = new ArrayList<>(List.of(text));
    all.addAll(sentences);
    return String.join(" ", all);
  }

  /** Listens no more. */
  @Override
  public void close() {
    if (outer == null) {
      LISTENING.remove();
    } else {
      LISTENING.set(outer);
    }
  }
}
