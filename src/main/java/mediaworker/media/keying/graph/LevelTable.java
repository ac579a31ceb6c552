package mediaworker.media.keying.graph;

/**
 * FFmpeg's {@code lut} for planes of eight bits. The filter works out 65,536 levels before the
 * first frame, whatever the depth; those that eight bits cannot have are answered with zero at
 * once.
 */
final class LevelTable {

  private LevelTable() {}

  /**
   * @param expression what a level {@code val}, 0…255, becomes, cut off to a whole number
   */
  static String of(String expression) {
    return "lut=c0='if(gt(val,255),0,%s)'".formatted(expression);
  }
}
