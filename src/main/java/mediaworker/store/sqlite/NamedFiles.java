package mediaworker.store.sqlite;

import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which files rows name as an input or output. Runs in one snapshot. */
final class NamedFiles {

  private final Sql sql;
  private final String except;

  /**
   * @param except ids of rows that do not count
   */
  NamedFiles(Sql sql, Collection<Long> except) {
    this.sql = sql;
    this.except = JobRows.json(except);
  }

  /** Of these paths or URLs those that any other row names. */
  Set<String> among(Set<String> places) throws SQLException {
    Set<String> named = new TreeSet<>();
    for (String column : List.of("result_data", "keyed_result_data")) {
      note("SELECT j." + column + " FROM jobs j WHERE j." + column + " IS NOT NULL", named);
    }
    note(texts("outputs"), named);
    note(texts("findings"), named);
    // The inputs of what has ended are not read again.
    for (String column : List.of("input_data", "used_input", "keying_settings")) {
      note(
          texts(column) + " AND j.status NOT IN ('completed', 'failed', 'cancelled', 'skipped')",
          named);
    }
    named.retainAll(places);
    return named;
  }

  /** All texts in a column's JSON. */
  private static String texts(String column) {
    return "SELECT t.atom FROM jobs j, json_tree(CASE WHEN json_valid(j."
        + column
        + ") THEN j."
        + column
        + " ELSE '[]' END) t WHERE t.type = 'text'";
  }

  private void note(String query, Set<String> named) throws SQLException {
    sql.query(
        query + " AND j.id NOT IN (SELECT value FROM json_each(?))",
        row -> named.add(row.getString(1)),
        except);
  }
}
