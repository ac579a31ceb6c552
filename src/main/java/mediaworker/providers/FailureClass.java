package mediaworker.providers;

/**
 * What a provider's refusal or failure means for the job and for the money. One list for all
 * providers.
 */
public enum FailureClass {
  /** The request provably never left this machine: nothing was created. Tried again later. */
  NOT_SENT,
  /**
   * An input is still being made ready at the provider; nothing was created. Prepared again after
   * the wait, which costs no attempt and holds up nobody else.
   */
  NOT_READY,
  /** The provider answered that it did not take the request, for a passing reason. Tried again. */
  REFUSED,
  /** The request is wrong, or the model is gone. Fails at once; nothing was created. */
  INVALID_INPUT,
  /** The provider's rules on content are against it. Fails at once. */
  CONTENT_POLICY,
  /** There is no key, or none that can be one; nothing was sent. Fails at once, naming it. */
  NO_KEY,
  /** The provider refuses the key, or it lacks a right. Pauses the provider. */
  AUTH,
  /** No credit, no quota, or an unpaid bill. Pauses the provider. */
  MONEY,
  /** Too many requests in a time: nothing was created. Waits, then tries again. */
  RATE,
  /**
   * Too many tasks at once: nothing was created. Waits for one to end; fewer at once for a while.
   */
  CONCURRENCY,
  /** The provider took the task and declares it failed. */
  PROVIDER_FAULT,
  /** It cannot be told whether the task was created: a lost answer, a server error. */
  AMBIGUOUS,
  /** The provider knows no such task, not yet or not any more. */
  UNKNOWN_TASK,
  /** The task ran out of its time at the provider. */
  EXPIRED,
  /** The task ended well but its output cannot be fetched any more. */
  OUTPUT_GONE,
  /** The task has ended, maybe well, but the provider does not hand out what came of it. */
  WITHHELD
}
