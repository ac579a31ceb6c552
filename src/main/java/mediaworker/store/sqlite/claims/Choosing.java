package mediaworker.store.sqlite.claims;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mediaworker.jobs.Job;
import mediaworker.store.sqlite.database.Refusals;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.rows.ReadyRows;
import org.jspecify.annotations.Nullable;

/**
 * Chooses rows one by one where a lane may be full. A row that finds its lane full is set aside
 * under the lane's name, once; from then on it is looked at only when that lane has a place. So a
 * full lane keeps nobody waiting behind it, and nobody steps over its rows again and again. Runs
 * inside the round's transaction.
 */
final class Choosing {

  /** Rows looked at at once while those of full lanes are set aside. */
  private static final int PAGE = 256;

  /** Rows set aside in one round; the rest is for the next ones, since others wait to write. */
  private static final int MOST_SET_ASIDE = 2_000;

  static final String COLUMNS = "SELECT id, job_type, status, priority, created_at, lane";

  static final String ORDER = ReadyRows.IN_ORDER + "?";

  private static final String NEXT_LANE =
      "SELECT min(lane)" + ReadyRows.ASIDE_FROM + " AND lane > ?";

  private final Sql sql;
  private final Refusals refusals;
  private boolean moreToSetAside;

  Choosing(Sql sql, Refusals refusals) {
    this.sql = sql;
    this.refusals = refusals;
  }

  /** A row that may be taken. */
  record Candidate(
      long id, String kind, int rank, long priority, String createdAt, @Nullable String lane) {

    static final Comparator<Candidate> ORDER =
        Comparator.comparingInt(Candidate::rank)
            .thenComparingLong(Candidate::priority)
            .reversed()
            .thenComparing(Candidate::createdAt)
            .thenComparingLong(Candidate::id);

    static Candidate of(ResultSet row) throws SQLException {
      String type = row.getString(2);
      String status = row.getString(3);
      boolean lap = status.equals("keying_queued");
      int rank =
          switch (status) {
            case "waiting_remote", "waiting_for_children", "stitching" -> 1;
            default -> 0;
          };
      String created = row.getString(5);
      return new Candidate(
          row.getLong(1),
          lap ? Job.KEYING_LAP : type,
          lap || type.equals(Job.KEYING_TYPE) ? 2 : rank,
          row.getLong(4),
          created == null ? "" : created,
          row.getString(6));
    }
  }

  /** The lanes for which rows are set aside; also those that this worker has not. */
  List<String> lanes() throws SQLException {
    List<String> lanes = new ArrayList<>();
    String lane = next("");
    while (lane != null) {
      lanes.add(lane);
      lane = next(lane);
    }
    return lanes;
  }

  /** Whether the last choice was cut short: it goes on when it is made again. */
  boolean takeMoreToSetAside() {
    boolean more = moreToSetAside;
    moreToSetAside = false;
    return more;
  }

  /**
   * The ids of the first rows that may run now.
   *
   * @param first ids that come before all others, if they may run
   * @param only a condition of rows that may be taken; empty for all
   * @param use what is taken; the chosen ones are added
   */
  List<Long> choose(int limit, Collection<Long> first, String only, LaneUse use)
      throws SQLException {
    Set<Long> chosen = new LinkedHashSet<>();
    for (long id : first) {
      for (Candidate aged :
          sql.query(
              COLUMNS + " FROM jobs WHERE id = ? AND claim IS NULL" + only, Candidate::of, id)) {
        offer(aged, limit, chosen, use);
      }
    }
    List<Candidate> waiting = aside(limit, only);
    boolean more = true;
    int setAsideAtAll = 0;
    while (more && chosen.size() < limit && setAsideAtAll < MOST_SET_ASIDE) {
      int page = Math.max(limit + chosen.size(), waiting.isEmpty() ? limit : PAGE);
      List<Candidate> ready =
          sql.query(COLUMNS + ReadyRows.FROM + only + ORDER, Candidate::of, page);
      ready.removeIf(row -> chosen.contains(row.id()));
      List<Candidate> all = new ArrayList<>(ready);
      all.addAll(waiting);
      all.sort(Candidate.ORDER);
      int setAside = 0;
      for (Candidate candidate : all) {
        if (chosen.size() >= limit) {
          break;
        }
        setAside += offer(candidate, limit, chosen, use) ? 0 : candidate.lane() == null ? 1 : 0;
      }
      waiting = List.of();
      more = setAside > 0 && ready.size() + chosen.size() >= page;
      setAsideAtAll += setAside;
    }
    moreToSetAside |= more && chosen.size() < limit;
    return List.copyOf(chosen);
  }

  /** Takes a row, or sets it aside; answers whether it was taken. */
  private boolean offer(Candidate row, int limit, Set<Long> chosen, LaneUse use)
      throws SQLException {
    if (chosen.size() >= limit || chosen.contains(row.id())) {
      return true;
    }
    Optional<String> full = use.full(row.kind());
    if (full.isEmpty()) {
      chosen.add(row.id());
      use.take(row.kind());
      return true;
    }
    if (!full.get().equals(row.lane())) {
      refusals.attemptRow(
          "Setting aside",
          row.id(),
          () -> sql.update("UPDATE jobs SET lane = ? WHERE id = ?", full.get(), row.id()));
    }
    return false;
  }

  /** The first of each lane's rows that are set aside. */
  private List<Candidate> aside(int limit, String only) throws SQLException {
    List<Candidate> rows = new ArrayList<>();
    for (String lane : lanes()) {
      rows.addAll(
          sql.query(
              COLUMNS + ReadyRows.ASIDE_FROM + only + " AND lane = ?" + ORDER,
              Candidate::of,
              lane,
              limit));
    }
    return rows;
  }

  private @Nullable String next(String lane) throws SQLException {
    List<String> next = new ArrayList<>();
    sql.query(
        NEXT_LANE,
        row -> {
          String name = row.getString(1);
          if (name != null) {
            next.add(name);
          }
          return 1;
        },
        lane);
    return next.isEmpty() ? null : next.get(0);
  }
}
