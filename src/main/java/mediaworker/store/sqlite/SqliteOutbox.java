package mediaworker.store.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mediaworker.jobs.Notice;
import mediaworker.jobs.Outbox;
import mediaworker.jobs.StoreException;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mediaworker.store.sqlite.database.SqliteErrors;
import mediaworker.store.sqlite.rows.LocalTimes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Notices in the table {@code webhooks}, which a trigger on the jobs table fills. A connection is
 * opened for each use: most workers' rows name no URL, and an idle worker is to hold nothing for
 * it.
 */
final class SqliteOutbox implements Outbox {

  /** Due notices are read by so many. */
  private static final int PAGE = 256;

  /** At most so many times in one look; the next look goes on where this one ended. */
  private static final int MOST_PAGES = 32;

  /** Where a notice goes: the column, else the field of the input data. */
  private static final String DUE =
      "SELECT next_at, id, COALESCE(NULLIF(trim(callback_url), ''), CASE WHEN json_valid(input_data)"
          + " THEN trim(json_extract(input_data, '$.callback_url')) END, '') FROM webhooks"
          + " WHERE state = 'pending' AND next_at <= ?1 AND (next_at, id) > (?2, ?3)"
          + " ORDER BY next_at, id LIMIT ?4";

  /**
   * What the attempt before was answered goes, which tells that this one is not answered yet. Those
   * of a job that is gone are kept under the negative id when another row has taken its id.
   */
  private static final String TAKE =
      "UPDATE webhooks SET attempts = attempts + 1, next_at = ?1, message = NULL, http_status = NULL"
          + " WHERE state = 'pending' AND next_at <= ?2 AND id IN (SELECT value FROM json_each(?3))"
          + " RETURNING id, abs(job_id), job_type, event, callback_url, input_data, result_data,"
          + " keyed_result_data, outputs, findings, error_message, created_at, attempts";

  private record Due(String nextAt, long id, String url) {}

  private static final Due BEGINNING = new Due("", 0, "");

  @FunctionalInterface
  private interface Work<T> {
    T run(Sql sql) throws SQLException;
  }

  private final SqliteDatabase database;
  private final LocalTimes times;

  /** The last notice that was looked at in vain, since those before it wait for their receivers. */
  private volatile Due passed = BEGINNING;

  SqliteOutbox(SqliteDatabase database, LocalTimes times) {
    this.database = database;
    this.times = times;
  }

  @Override
  public List<Notice> take(
      int limit, int each, Map<String, Integer> underWay, Instant now, Duration time)
      throws StoreException {
    return with(
        sql -> {
          List<Long> chosen = choose(sql, limit, each, underWay, times.text(now));
          return chosen.isEmpty()
              ? List.of() // without a write, for which others would have to wait
              : sql.query(
                  TAKE,
                  this::notice,
                  times.text(now.plus(time)),
                  times.text(now),
                  JsonMapper.shared().writeValueAsString(chosen));
        });
  }

  /**
   * The oldest that are due, so many of a receiver as it may have. A long row of notices to one
   * receiver is passed over a part at a time, and not from its beginning at each look.
   */
  private List<Long> choose(Sql sql, int limit, int each, Map<String, Integer> underWay, String now)
      throws SQLException {
    Map<String, Integer> busy = new HashMap<>(underWay);
    List<Long> chosen = new ArrayList<>();
    Due from = passed;
    boolean fromBeginning = from.equals(BEGINNING);
    for (int pages = 0; pages < MOST_PAGES && chosen.size() < limit; pages++) {
      List<Due> page =
          sql.query(
              DUE,
              row -> new Due(row.getString(1), row.getLong(2), row.getString(3)),
              now,
              from.nextAt(),
              from.id(),
              PAGE);
      forgetEmpty(sql, page);
      for (Due due : page) {
        String receiver = Outbox.receiver(due.url());
        if (!due.url().isEmpty()
            && chosen.size() < limit
            && busy.getOrDefault(receiver, 0) < each
            && !chosen.contains(due.id())) {
          busy.merge(receiver, 1, Integer::sum);
          chosen.add(due.id());
        }
      }
      if (page.size() == PAGE) {
        from = page.get(PAGE - 1);
      } else if (fromBeginning) {
        from = BEGINNING;
        break;
      } else {
        from = BEGINNING; // once more from there, for those before where this look began
        fromBeginning = true;
      }
    }
    passed = chosen.isEmpty() ? from : BEGINNING;
    return chosen;
  }

  /**
   * The trigger cannot read JSON, since it has to work in any program's SQLite: where the word
   * callback_url stood elsewhere in the input, or without a URL, there is nobody to be told.
   */
  private static void forgetEmpty(Sql sql, List<Due> page) throws SQLException {
    List<Long> empty = page.stream().filter(due -> due.url().isEmpty()).map(Due::id).toList();
    if (!empty.isEmpty()) {
      sql.update(
          "DELETE FROM webhooks WHERE state = 'pending' AND id IN (SELECT value FROM json_each(?))",
          JsonMapper.shared().writeValueAsString(empty));
    }
  }

  @Override
  public void delivered(Notice notice, int httpStatus, Instant now) throws StoreException {
    with(
        sql ->
            sql.update(
                "UPDATE webhooks SET state = 'delivered', http_status = ?, message = NULL,"
                    + " next_at = NULL, settled_at = ?, input_data = NULL WHERE id = ?",
                httpStatus,
                times.text(now),
                notice.id()));
  }

  @Override
  public void refused(
      Notice notice,
      String sentence,
      @Nullable Integer httpStatus,
      @Nullable Instant again,
      Instant now)
      throws StoreException {
    with(
        sql ->
            again == null
                ? sql.update(
                    "UPDATE webhooks SET state = 'given_up', message = ?, http_status = ?,"
                        + " next_at = NULL, settled_at = ? WHERE id = ?",
                    sentence,
                    httpStatus,
                    times.text(now),
                    notice.id())
                : sql.update(
                    "UPDATE webhooks SET message = ?, http_status = ?, next_at = ? WHERE id = ?",
                    sentence,
                    httpStatus,
                    times.text(again),
                    notice.id()));
  }

  @Override
  public void hurry(int attempts, Instant latest, Instant now) throws StoreException {
    with(
        sql ->
            sql.update(
                "UPDATE webhooks SET next_at = ? WHERE state = 'pending' AND attempts = ?"
                    + " AND next_at > ?",
                times.text(now),
                attempts,
                times.text(latest)));
  }

  @Override
  public Optional<Instant> nextDue() throws StoreException {
    List<String> first =
        with(
            sql ->
                sql.query(
                    "SELECT next_at FROM webhooks WHERE state = 'pending' ORDER BY next_at LIMIT 1",
                    row -> row.getString(1)));
    return first.stream().findFirst().map(text -> times.parse(text).orElse(Instant.EPOCH));
  }

  @Override
  public void tidy(Instant before) throws StoreException {
    with(
        sql ->
            sql.update(
                "DELETE FROM webhooks WHERE state <> 'pending' AND settled_at < ?",
                times.text(before)));
  }

  private Notice notice(ResultSet row) throws SQLException {
    return new Notice(
        row.getLong(1),
        row.getLong(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        new Notice.Result(
            row.getString(7),
            row.getString(8),
            row.getString(9),
            row.getString(10),
            row.getString(11)),
        times.parse(row.getString(12)).orElse(Instant.EPOCH),
        row.getInt(13));
  }

  private <T> T with(Work<T> work) throws StoreException {
    try (Sql sql = new Sql(database.dataSource().getConnection())) {
      return work.run(sql);
    } catch (SQLException e) {
      throw SqliteErrors.explain(database.file(), e);
    }
  }
}
