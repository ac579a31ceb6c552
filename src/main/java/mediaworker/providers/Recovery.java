package mediaworker.providers;

/** What became of a create whose answer was lost. */
public sealed interface Recovery {

  /** It was created. */
  record Found(TaskRef task) implements Recovery {}

  /** It provably was not. */
  record Absent() implements Recovery {}

  /**
   * Nobody can tell.
   *
   * @param why for a person
   */
  record CannotTell(String why) implements Recovery {}
}
