package mediaworker.worker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.JobStore;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.StoreException;
import mediaworker.workspace.Remains;
import mediaworker.workspace.Workspace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Endings that the database did not take, on the disk beside the worker's work files: should the
 * worker end before it does, by a kill or by its shutdown, the next worker on the same database
 * records them. Each is guarded by its claim, so nothing is written twice or over a later change.
 * Used by the dispatcher's thread.
 */
final class KeptEndings {

  private static final Logger log = LoggerFactory.getLogger(KeptEndings.class);

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Outcome.Completed.class, name = "completed"),
    @JsonSubTypes.Type(value = Outcome.Failed.class, name = "failed"),
    @JsonSubTypes.Type(value = Outcome.RetryAt.class, name = "retry"),
    @JsonSubTypes.Type(value = Outcome.Waiting.class, name = "waiting"),
    @JsonSubTypes.Type(value = Outcome.Snoozed.class, name = "snoozed"),
    @JsonSubTypes.Type(value = Outcome.WaitingForChildren.class, name = "waiting for children"),
    @JsonSubTypes.Type(value = Outcome.Undecided.class, name = "undecided"),
    @JsonSubTypes.Type(value = Outcome.Released.class, name = "released"),
    @JsonSubTypes.Type(value = Outcome.TakenBack.class, name = "taken back")
  })
  private interface Named {}

  /** Made on first use: most workers never need it. */
  private static final class Json {
    static final JsonMapper MAPPER =
        JsonMapper.builder().addMixIn(Outcome.class, Named.class).build();
  }

  /** What stands in the file. */
  private record Kept(String database, List<Ending> endings) {}

  private final JobStore store;
  private final Workspace workspace;
  private final WorkerLog jobLog;
  private List<Ending> kept = List.of();

  KeptEndings(JobStore store, Workspace workspace, WorkerLog jobLog) {
    this.store = store;
    this.workspace = workspace;
    this.jobLog = jobLog;
  }

  /** Puts them on the disk, unless just these are there. */
  void keep(List<Ending> endings) {
    if (endings.isEmpty() || endings.equals(kept)) {
      return;
    }
    try {
      String text = Json.MAPPER.writeValueAsString(new Kept(store.place(), endings));
      var file = workspace.keep(text);
      kept = List.copyOf(endings);
      log.info("{} endings are kept in {} until the database takes them", kept.size(), file);
    } catch (IOException e) {
      // A full disk is often why the database does not take them either.
      log.debug("{} endings could not be kept on the disk: {}", endings.size(), e.getMessage());
    }
  }

  /** Whether just these are on the disk. */
  boolean holds(List<Ending> endings) {
    return endings.equals(kept);
  }

  /** The database has them. */
  void forget() {
    if (!kept.isEmpty()) {
      workspace.forget();
      kept = List.of();
    }
  }

  /**
   * Records what dead workers of this database have kept.
   *
   * @return false when something may have to be recorded and could not be looked at for now
   */
  boolean takeOver(List<Remains> others, Instant now) throws StoreException {
    boolean all = true;
    for (Remains other : others) {
      try {
        all &= other.handOver(text -> record(text, now));
      } catch (StoreException e) {
        throw e;
      } catch (IOException e) {
        log.debug("What another worker has kept could not be looked at: {}", e.getMessage());
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    return all;
  }

  private boolean record(String text, Instant now) throws StoreException {
    Kept found;
    try {
      found = Json.MAPPER.readValue(text, Kept.class);
    } catch (JacksonException e) {
      log.error("What a dead worker has kept cannot be read, so its jobs run again: {}", text);
      return true;
    }
    if (!found.database().equals(store.place())) {
      return false;
    }
    Set<Claim> refused = store.recordKept(found.endings(), now);
    for (Ending ending : found.endings()) {
      if (refused.contains(ending.claim())) {
        jobLog.refused(ending);
      } else {
        jobLog.ended(ending);
      }
    }
    return true;
  }
}
