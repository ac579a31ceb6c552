package mediaworker.store.sqlite;

import java.util.ArrayList;
import java.util.List;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.NewChild;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.WhenNeedFails;

/** Parents and their children as a worker and a person write them. */
abstract class FamiliesFixture extends StoreFixture {

  List<Claim> round(Ending... endings) throws Exception {
    return new ArrayList<>(exchange(10, endings).claimed());
  }

  static Outcome.WaitingForChildren wait(List<Long> again, NewChild... add) {
    return new Outcome.WaitingForChildren(
        List.of(add),
        again,
        List.of(),
        "waiting_for_children",
        Double.NaN,
        "waits for its parts",
        0);
  }

  static NewChild child(String step, String... needs) {
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
  List<Claim> family() throws Exception {
    table.run("INSERT INTO jobs (id, job_type, priority) VALUES (1, 'many', 7)");
    Claim parent = round().get(0);
    return round(end(parent, wait(List.of(), child("a"), child("b"), child("c", "a", "b"))));
  }

  List<String> rows() throws Exception {
    return table.all("SELECT id, COALESCE(step, '-'), status FROM jobs ORDER BY id");
  }

  String parent() throws Exception {
    return table.one(
        "SELECT status || ' ' || attempts || ' ' || COALESCE(error_message, '') FROM jobs"
            + " WHERE id = 1");
  }
}
