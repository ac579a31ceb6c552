package mediaworker.store.sqlite.needs;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.WhenNeedFails;
import mediaworker.store.sqlite.database.Sql;
import org.jspecify.annotations.Nullable;

/** Writes down what a row needs, and refuses what cannot be. */
final class Registration {

  /**
   * How a row names what it needs.
   *
   * @param part how it stands in {@code job_needs}
   * @param deed the beginning of a sentence, to which the jobs are added
   * @param advice a sentence
   */
  private record Naming(int part, String deed, String advice) {

    /**
     * Whether a job that is not there never was: what stands in {@code job_needs} tells. Of the
     * analyses those that are not there are kept as well, so that nothing runs without them.
     */
    boolean isUnknown(List<Integer> met) {
      return met.isEmpty() || (part == Analyses.PART && met.contains(2));
    }
  }

  private static final Naming NEEDS =
      new Naming(
          0, "It depends on ", "Correct \"depends_on\" and set the status to 'queued' again.");

  private static final Naming ANALYSES =
      new Naming(
          Analyses.PART,
          "It waits for the analysis of ",
          "Correct \"style_analysis_job_id\" or \"color_analysis_job_id\" in \"input_data\" and"
              + " set the status to 'waiting_for_analysis' again.");

  private static final Answer NOTHING = new Answer("", List.of());

  private final Sql sql;
  private final NeedGraph graph;

  Registration(Sql sql) {
    this.sql = sql;
    this.graph = new NeedGraph(sql);
  }

  /**
   * What came of it.
   *
   * @param problem a sentence; empty when there is none
   * @param lost needs that have ended without being completed
   */
  record Answer(String problem, List<Need> lost) {}

  private record Row(
      String status, @Nullable String needs, @Nullable String policy, @Nullable String input) {}

  /** Reads the row and writes what it needs. */
  Answer of(long id) throws SQLException {
    Row row =
        sql.query(
                "SELECT status, depends_on, on_need_failed, input_data FROM jobs WHERE id = ?",
                it -> new Row(it.getString(1), it.getString(2), it.getString(3), it.getString(4)),
                id)
            .get(0);
    switch (row.status()) {
      case JobStatus.WAITING_FOR_CHILDREN, JobStatus.STITCHING -> {
        Set<Long> more = takeParts(id);
        return leaveOut(id, more) ? NOTHING : refused(partOfItself(id));
      }
      case JobStatus.WAITING_FOR_ANALYSIS -> {
        String problem = Analyses.problem(row.input());
        return problem.isEmpty()
            ? write(id, Analyses.needs(row.input()), ANALYSES)
            : refused(problem);
      }
      default -> {
        Optional<Set<Long>> needs = NeedList.read(row.needs() == null ? "" : row.needs());
        if (needs.isEmpty()) {
          return refused(
              "\"depends_on\" must be a JSON list of job ids like [12, 13], not "
                  + row.needs()
                  + ".");
        }
        if (WhenNeedFails.of(row.policy()).isEmpty()) {
          return refused(
              "\"on_need_failed\" must be fail, skip or run_anyway, not " + row.policy() + ".");
        }
        return write(id, needs.get(), NEEDS);
      }
    }
  }

  /**
   * Lets a parent need all of its parts.
   *
   * @return those that others have put under it while it waits already
   */
  private Set<Long> takeParts(long id) throws SQLException {
    boolean waits =
        !sql.query("SELECT 1 FROM job_needs WHERE job_id = ? AND part = 1 LIMIT 1", row -> 1, id)
            .isEmpty();
    List<Long> added =
        sql.query(
            "INSERT OR IGNORE INTO job_needs (job_id, needs_id, part, met) SELECT ?1, id, 1,"
                + " status IN ('completed', 'failed', 'cancelled', 'skipped') FROM jobs"
                + " WHERE parent_job_id = ?1 RETURNING needs_id",
            row -> row.getLong(1),
            id);
    return waits ? Set.copyOf(added) : Set.of();
  }

  /**
   * Does not wait for parts that wait for it: whoever put them under it is not to cost it the work
   * of the others.
   *
   * @return whether there were any, and it can wait for the rest
   */
  private boolean leaveOut(long id, Set<Long> added) throws SQLException {
    Set<Long> above = new LinkedHashSet<>(graph.ancestors(id));
    above.retainAll(added);
    for (long part : above) {
      leaveOut(id, part);
    }
    boolean any = !above.isEmpty();
    for (List<Long> circle = graph.circle(id); !circle.isEmpty(); circle = graph.circle(id)) {
      if (!added.contains(circle.get(1))) {
        return false;
      }
      leaveOut(id, circle.get(1));
      any = true;
    }
    return any;
  }

  private void leaveOut(long id, long part) throws SQLException {
    sql.update("UPDATE job_needs SET met = 1 WHERE job_id = ? AND needs_id = ?", id, part);
    sql.update(
        "UPDATE jobs SET progress_message = ? WHERE id = ?",
        "does not wait for job " + part + ", which waits for it",
        id);
  }

  /** Why a parent cannot be; empty when it can. */
  private String partOfItself(long id) throws SQLException {
    List<Long> above = graph.ancestors(id);
    int itself = above.indexOf(id);
    if (itself >= 0) {
      List<Long> line = new ArrayList<>(List.of(id));
      line.addAll(above.subList(0, itself + 1));
      return "It is a part of itself: "
          + NeedGraph.told(line)
          + ". Correct \"parent_job_id\" and set the status to 'queued' again.";
    }
    List<Long> circle = graph.circle(id);
    return circle.isEmpty()
        ? ""
        : "It waits for itself: "
            + NeedGraph.told(circle)
            + ". Correct \"depends_on\" of these jobs and set the status to 'queued' again.";
  }

  private static Answer refused(String problem) {
    return new Answer(problem, List.of());
  }

  private Answer write(long id, Set<Long> needs, Naming naming) throws SQLException {
    sql.update(
        "DELETE FROM job_needs WHERE job_id = ? AND part = ? AND needs_id NOT IN"
            + " (SELECT value FROM json_each(?))",
        id,
        naming.part(),
        needs.toString());
    List<Need> lost = new ArrayList<>();
    List<Long> unknown = new ArrayList<>();
    for (long needed : needs) {
      Need need =
          sql.query(Need.COLUMNS, Need::of, needed).stream()
              .findFirst()
              .orElse(Need.missing(needed));
      List<Integer> before =
          sql.query(
              "SELECT met FROM job_needs WHERE job_id = ? AND needs_id = ?",
              row -> row.getInt(1),
              id,
              needed);
      if (need.isMissing() && before.contains(1) && naming.part() != Analyses.PART) {
        continue; // it was completed before it was deleted
      }
      if (need.isMissing() && naming.isUnknown(before)) {
        unknown.add(needed);
        continue;
      }
      if (need.hasEnded() && !need.isCompleted()) {
        lost.add(need);
      }
      sql.update(
          "INSERT INTO job_needs (job_id, needs_id, part, met) VALUES (?1, ?2, ?3, ?4)"
              + " ON CONFLICT DO UPDATE SET part = excluded.part, met = excluded.met",
          id,
          needed,
          naming.part(),
          need.isCompleted() ? 1 : 0);
    }
    if (!unknown.isEmpty()) {
      if (naming.part() == Analyses.PART) {
        Analyses.keep(sql, id, unknown);
      }
      return refused(
          naming.deed()
              + (unknown.size() == 1 ? "job " : "jobs ")
              + unknown.stream().limit(10).map(String::valueOf).collect(Collectors.joining(", "))
              + (unknown.size() > 10 ? ", …" : "")
              + ", which "
              + (unknown.size() == 1 ? "does" : "do")
              + " not exist. "
              + naming.advice());
    }
    Set<Long> above = new LinkedHashSet<>(graph.ancestors(id));
    above.retainAll(needs);
    if (!above.isEmpty()) {
      return refused(
          naming.deed()
              + "job "
              + above.iterator().next()
              + ", which it is a part of: each would wait for the other.");
    }
    List<Long> circle = graph.circle(id);
    return circle.isEmpty()
        ? new Answer("", lost)
        : refused("It depends on itself: " + NeedGraph.told(circle) + ". " + naming.advice());
  }
}
