package mediaworker.store.sqlite.needs;

import java.util.ArrayList;
import java.util.List;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.NewChild;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.WhenNeedFails;
import mediaworker.store.sqlite.StoreFixture;

/** Parents and their children as a worker and a person write them. */
public abstract class FamiliesFixture extends StoreFixture {

  protected List<Claim> round(Ending... endings) throws Exception {
    return new ArrayList<>(exchange(10, endings).claimed());
  }

  protected static Outcome.WaitingForChildren wait(List<Long> again, NewChild... add) {
    return new Outcome.WaitingForChildren(
        List.of(add),
        again,
        List.of(),
        "waiting_for_children",
        Double.NaN,
        "waits for its parts",
        0);
  }

  protected static NewChild child(String step, String... needs) {
    return new NewChild(
        step,
        "noop",
        "{\"from\": \"me\"}",
        "part " + step,
        List.of(needs),
        WhenNeedFails.FAIL,
        null);
  }

  /** A parent with children a and b, which both run, and c, which needs both. */
  protected List<Claim> family() throws Exception {
    table.run("INSERT INTO jobs (id, job_type, priority) VALUES (1, 'many', 7)");
    Claim parent = round().get(0);
    return round(end(parent, wait(List.of(), child("a"), child("b"), child("c", "a", "b"))));
  }

  protected List<String> rows() throws Exception {
    return table.all("SELECT id, COALESCE(step, '-'), status FROM jobs ORDER BY id");
  }

  protected String parent() throws Exception {
    return table.one(
        "SELECT status || ' ' || attempts || ' ' || COALESCE(error_message, '') FROM jobs"
            + " WHERE id = 1");
  }
}
