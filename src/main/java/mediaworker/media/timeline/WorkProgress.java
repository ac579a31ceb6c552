package mediaworker.media.timeline;

/** Hears how far a piece of media work is; called on threads of child processes too. */
@FunctionalInterface
public interface WorkProgress {

  /** Hears nothing. */
  WorkProgress NONE = (fraction, message) -> {};

  /**
   * Called about twice a second.
   *
   * @param fraction 0…1
   * @param message one line for a person
   */
  void onProgress(double fraction, String message);

  /** The listener of a part of the work: its 0…1 becomes {@code from}…{@code to} of this one. */
  default WorkProgress part(double from, double to) {
    return (fraction, message) ->
        onProgress(from + Math.max(0, Math.min(1, fraction)) * (to - from), message);
  }
}
