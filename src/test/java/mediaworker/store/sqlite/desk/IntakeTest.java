package mediaworker.store.sqlite.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import mediaworker.jobs.JobDraft;
import mediaworker.jobs.Submission;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mediaworker.store.sqlite.rows.LocalTimes;
import mediaworker.store.sqlite.schema.SqliteSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntakeTest {

  @TempDir Path folder;
  private int queries;

  /** How many would be new matters only to a queue that may be full. */
  @Test
  void each_key_is_looked_up_once_where_any_number_may_wait() throws Exception {
    SqliteDatabase database =
        SqliteDatabase.orNew(folder.resolve("jobs.db"), SqliteDatabase.Durability.NORMAL);
    try (Sql sql = new Sql(counting(Connection.class, database.openWriter()))) {
      new SqliteSchema(database, sql).apply();
      List<JobDraft> drafts =
          IntStream.range(0, 5)
              .mapToObj(i -> JobDraft.of("noop", null).withUniqueKey("key-" + i))
              .toList();

      queries = 0;
      List<Optional<Submission>> unqueued =
          new Intake(sql, new LocalTimes(ZoneOffset.UTC), 0).unqueued(drafts);
      assertThat(unqueued).hasSize(5).allMatch(Optional::isEmpty);
      assertThat(queries).isEqualTo(5);

      unqueued = new Intake(sql, new LocalTimes(ZoneOffset.UTC), 4).unqueued(drafts);
      assertThat(unqueued).hasSize(5).allMatch(refusal -> refusal.get() instanceof Submission.Full);
    }
  }

  /** The same, but that the queries of its statements are counted. */
  private <T> T counting(Class<T> type, T counted) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (method.getName().equals("executeQuery")) {
                queries++;
              }
              try {
                Object answer = method.invoke(counted, arguments);
                return answer instanceof PreparedStatement statement
                    ? counting(PreparedStatement.class, statement)
                    : answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
