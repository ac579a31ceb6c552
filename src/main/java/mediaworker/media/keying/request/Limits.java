package mediaworker.media.keying.request;

/**
 * Guards the numbers that end up in a filter graph. A type of its own, since the settings'
 * constants are made while the classes around them are still being initialised.
 */
public final class Limits {

  private Limits() {}

  /**
   * Lets a number in range pass; what is not a number is out of range.
   *
   * @throws IllegalArgumentException naming the setting
   */
  static void check(String what, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          "The " + what + " is " + value + " but must be between " + least + " and " + most + ".");
    }
  }
}
