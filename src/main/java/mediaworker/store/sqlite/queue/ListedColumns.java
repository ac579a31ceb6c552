package mediaworker.store.sqlite.queue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.TellingFields;

/**
 * The columns of {@link JobRows#COLUMNS} as {@link JobDesk#list} answers them: SQLite cuts what is
 * long, so that a list of hundreds of rows of a megabyte each does not come into the heap.
 */
final class ListedColumns {

  /** A longer text is cut. In bytes, which SQLite knows without reading it; as long as any path. */
  private static final int LONGEST_TEXT = 4096;

  /** What is left of it, in characters. */
  private static final int BEGINNING = 1000;

  /** Longer JSON is left out. */
  private static final int LONGEST_JSON = 16 * 1024;

  private static final Set<String> TEXTS =
      Set.of(
          "j.job_type",
          "j.status",
          "j.prompt",
          "j.unique_key",
          "j.progress_message",
          "j.waits_for",
          "j.worker",
          "j.result_data",
          "j.keyed_result_data",
          "j.error_message",
          "j.step");

  private static final Set<String> JSON = Set.of("j.keying_settings", "j.outputs", "j.findings");

  /** The same columns in the same order. */
  static final String ALL =
      Stream.of(JobRows.COLUMNS.split(", "))
          .map(ListedColumns::shortened)
          .collect(Collectors.joining(", "));

  private ListedColumns() {}

  private static String shortened(String column) {
    if (TEXTS.contains(column)) {
      return text(column);
    }
    if (JSON.contains(column)) {
      return "CASE WHEN octet_length("
          + column
          + ") <= "
          + LONGEST_JSON
          + " THEN "
          + column
          + " END";
    }
    return column.equals("j.input_data") ? input(column) : column;
  }

  private static String text(String value) {
    return "CASE WHEN octet_length(%1$s) > %2$d THEN substr(%1$s, 1, %3$d) || '…' ELSE %1$s END"
        .formatted(value, LONGEST_TEXT, BEGINNING);
  }

  /** Of a long one the fields that tell what it is about. */
  private static String input(String column) {
    String fields =
        Stream.of(TellingFields.MEDIA, TellingFields.WORDS)
            .flatMap(List::stream)
            .map(name -> "'" + name + "'")
            .collect(Collectors.joining(", "));
    return ("CASE WHEN octet_length(%1$s) <= %2$d THEN %1$s WHEN json_valid(%1$s) THEN"
            + " (SELECT json_group_object(key, %3$s) FROM json_each(CAST(%1$s AS TEXT))"
            + " WHERE type = 'text' AND key IN (%4$s)) END")
        .formatted(column, LONGEST_JSON, text("value"), fields);
  }
}
