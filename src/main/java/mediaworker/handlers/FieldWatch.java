package mediaworker.handlers;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mediaworker.jobs.JobFailure;
import org.jspecify.annotations.Nullable;

/** Tells how handlers read which fields, to whoever wants to describe job types. */
public final class FieldWatch {

  /** Who is told how fields are read by this thread; normally nobody. */
  private static final ThreadLocal<@Nullable Consumer<FieldUse>> WATCH = new ThreadLocal<>();

  private static final Pattern QUOTED = Pattern.compile("\"(\\w+)\"");

  private final @Nullable Consumer<FieldUse> told = WATCH.get();
  private final String where;

  private FieldWatch(String where) {
    this.where = where;
  }

  /** What a handler does to read a row. */
  @FunctionalInterface
  public interface Reading {
    /** Reads it. */
    void run() throws JobFailure;
  }

  /**
   * Lets a handler read a row and tells how it read which fields. What it thinks of the row does
   * not matter.
   */
  public static List<FieldUse> watched(Reading reading) {
    List<FieldUse> seen = new ArrayList<>();
    WATCH.set(seen::add);
    try {
      reading.run();
    } catch (JobFailure e) {
      // A row that is not whole shows its fields all the same.
    } finally {
      WATCH.remove();
    }
    return seen;
  }

  /** Reads the row of another job type, whose fields are not told as those of this one. */
  public static void unwatched(Reading reading) throws JobFailure {
    Consumer<FieldUse> before = WATCH.get();
    WATCH.remove();
    try {
      reading.run();
    } finally {
      if (before != null) {
        WATCH.set(before);
      }
    }
  }

  /**
   * For the fields of one object.
   *
   * @param where where in its column it is, as problems tell it
   */
  static FieldWatch of(String where) {
    return new FieldWatch(where);
  }

  /** How a field is read: the first of its names that is there. */
  void seen(FieldUse.Kind kind, boolean needed, String... names) {
    seen(kind, needed, null, null, null, names);
  }

  /**
   * The same of one with a default or a range.
   *
   * @param otherwise what it is where it is missing; null for nothing
   * @param least the least number it may be; null for no number
   */
  void seen(
      FieldUse.Kind kind,
      boolean needed,
      @Nullable Object otherwise,
      @Nullable Double least,
      @Nullable Double most,
      String... names) {
    tell(kind, needed, otherwise, least, most, List.of(), names);
  }

  /** The same of one that takes some words alone. */
  void seenWords(FieldUse.Kind kind, @Nullable String otherwise, String[] words, String name) {
    tell(kind, false, otherwise, null, null, List.of(words), name);
  }

  private void tell(
      FieldUse.Kind kind,
      boolean needed,
      @Nullable Object otherwise,
      @Nullable Double least,
      @Nullable Double most,
      List<String> words,
      String... names) {
    if (told != null) {
      told.accept(
          new FieldUse(place(), List.of(names), kind, needed, otherwise, least, most, words));
    }
  }

  /** The field that an object is in: 'element 2 of "videos": ' is in the list videos[]. */
  private String place() {
    Matcher quoted = QUOTED.matcher(where);
    return quoted.find() ? quoted.group(1) + (where.startsWith("element") ? "[]" : "") : "";
  }
}
