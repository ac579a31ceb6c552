package mediaworker.store.sqlite.needs;

import java.util.List;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.Round;
import mediaworker.jobs.StoreException;
import mediaworker.store.sqlite.StoreFixture;

/** Rows as a person writes them with sqlite3, and a worker's rounds. */
public abstract class DependenciesFixture extends StoreFixture {

  protected Round round(int claim, Ending... endings) throws StoreException {
    return exchange(claim, endings);
  }

  protected List<Claim> claim() throws StoreException {
    return round(10).claimed();
  }

  protected void row(long id, String columns, String values) throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type"
            + (columns.isEmpty() ? "" : ", " + columns)
            + ") VALUES ("
            + id
            + ", 'noop'"
            + (values.isEmpty() ? "" : ", " + values)
            + ")");
  }
}
