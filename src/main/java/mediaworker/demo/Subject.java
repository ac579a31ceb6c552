package mediaworker.demo;

/** Something that moves in front of the screen. */
@FunctionalInterface
interface Subject {

  /**
   * Draws it.
   *
   * @param t the moment, 0 at the clip's beginning, 1 at its end
   */
  void draw(Canvas canvas, double t);
}
