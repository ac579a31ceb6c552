package mediaworker.handlers;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a handler reads a field: what it says of itself while it reads a row.
 *
 * @param within the field whose object it is a member of, with {@code []} where that is a list of
 *     objects; empty for a field of the row
 * @param names its names, of which the first that is there counts
 * @param kind what it takes
 * @param needed whether a row without it fails
 * @param otherwise what it is where the row does not say; null where that is decided elsewhere
 * @param least the least number; null where there is none
 * @param most the largest number
 * @param words the words it may be; empty for any
 */
public record FieldUse(
    String within,
    List<String> names,
    Kind kind,
    boolean needed,
    @Nullable Object otherwise,
    @Nullable Double least,
    @Nullable Double most,
    List<String> words) {

  /** What a field takes. */
  public enum Kind {
    /** A text. */
    TEXT,
    /** A text, number, true or false. */
    SCALAR,
    /** One of a few words. */
    WORD,
    /** A number. */
    NUMBER,
    /** A whole number. */
    INTEGER,
    /** True or false. */
    FLAG,
    /** A list of texts, or a single one. */
    TEXTS,
    /** A shape of its own: an object, a list, or more than one of the others. */
    JSON
  }

  public FieldUse {
    names = List.copyOf(names);
    words = List.copyOf(words);
  }

  /** The name to use. */
  public String name() {
    return names.get(0);
  }
}
