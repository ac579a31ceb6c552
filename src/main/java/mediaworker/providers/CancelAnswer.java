package mediaworker.providers;

/** What a request to cancel came to. */
public enum CancelAnswer {
  /** The task is stopped. */
  CANCELLED,
  /** The task had ended already. */
  ALREADY_OVER,
  /** The provider goes on with it, and bills it. */
  GOES_ON
}
