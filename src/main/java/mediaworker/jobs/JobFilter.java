package mediaworker.jobs;

import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which rows are meant. What is empty or null leaves nothing out.
 *
 * @param ids these rows only
 * @param statuses rows of one of these status words
 * @param types rows of one of these job types
 * @param since rows to which something happened at or after then: their end, else the last write of
 *     a worker, else when they were queued
 * @param before rows to which nothing happened at or after then
 * @param text rows with this in their note, input, result or error, in any case; empty for any
 * @param parent parts of this job
 * @param unneeded only rows that no job which is not over needs, names in its input or has as a
 *     part
 */
public record JobFilter(
    Set<Long> ids,
    Set<String> statuses,
    Set<String> types,
    @Nullable Instant since,
    @Nullable Instant before,
    String text,
    @Nullable Long parent,
    boolean unneeded) {

  /** Every row. */
  public static final JobFilter ALL =
      new JobFilter(Set.of(), Set.of(), Set.of(), null, null, "", null, false);

  public JobFilter {
    ids = Set.copyOf(ids);
    statuses = Set.copyOf(statuses);
    types = Set.copyOf(types);
  }

  /** These rows. */
  public static JobFilter ids(Collection<Long> ids) {
    return new JobFilter(Set.copyOf(ids), Set.of(), Set.of(), null, null, "", null, false);
  }

  /** The same, of these rows only. */
  public JobFilter withIds(Collection<Long> some) {
    return new JobFilter(Set.copyOf(some), statuses, types, since, before, text, parent, unneeded);
  }

  /** The same, without rows that others still need. */
  public JobFilter withoutNeeded() {
    return new JobFilter(ids, statuses, types, since, before, text, parent, true);
  }

  /** The same, of these statuses only. */
  public JobFilter withStatuses(Collection<String> words) {
    return new JobFilter(ids, Set.copyOf(words), types, since, before, text, parent, unneeded);
  }

  /** The same, of these job types only. */
  public JobFilter withTypes(Collection<String> names) {
    return new JobFilter(ids, statuses, Set.copyOf(names), since, before, text, parent, unneeded);
  }

  /** The same, only where something happened at or after then. */
  public JobFilter withSince(@Nullable Instant time) {
    return new JobFilter(ids, statuses, types, time, before, text, parent, unneeded);
  }

  /** The same, only where nothing happened at or after then. */
  public JobFilter withBefore(@Nullable Instant time) {
    return new JobFilter(ids, statuses, types, since, time, text, parent, unneeded);
  }

  /** The same, only with this text. */
  public JobFilter withText(String words) {
    return new JobFilter(ids, statuses, types, since, before, words, parent, unneeded);
  }

  /** The same, only parts of this job. */
  public JobFilter withParent(@Nullable Long id) {
    return new JobFilter(ids, statuses, types, since, before, text, id, unneeded);
  }
}
