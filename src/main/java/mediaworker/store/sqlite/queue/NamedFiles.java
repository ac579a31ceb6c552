package mediaworker.store.sqlite.queue;

import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import mediaworker.store.sqlite.database.Sql;

/** Which files rows name as an input or output. Runs in one snapshot. */
public final class NamedFiles {

  private final Sql sql;
  private final String except;

  /**
   * @param except ids of rows that do not count
   */
  public NamedFiles(Sql sql, Collection<Long> except) {
    this.sql = sql;
    this.except = JobRows.json(except);
  }

  /** Tells every text that may name one. */
  public void tell(Consumer<String> heard) throws SQLException {
    for (String column : List.of("result_data", "keyed_result_data")) {
      tell("SELECT j." + column + " FROM jobs j WHERE j." + column + " IS NOT NULL", heard);
    }
    tell(texts("outputs"), heard);
    tell(texts("findings"), heard);
    // The inputs of what has ended are not read again.
    for (String column : List.of("input_data", "used_input", "keying_settings")) {
      tell(
          texts(column) + " AND j.status NOT IN ('completed', 'failed', 'cancelled', 'skipped')",
          heard);
    }
  }

  /** All texts in a column's JSON. */
  private static String texts(String column) {
    return "SELECT t.atom FROM jobs j, json_tree(CASE WHEN json_valid(j."
        + column
        + ") THEN j."
        + column
        + " ELSE '[]' END) t WHERE t.type = 'text'";
  }

  private void tell(String query, Consumer<String> heard) throws SQLException {
    sql.query(
        query + " AND j.id NOT IN (SELECT value FROM json_each(?))",
        row -> {
          heard.accept(row.getString(1));
          return true;
        },
        except);
  }
}
