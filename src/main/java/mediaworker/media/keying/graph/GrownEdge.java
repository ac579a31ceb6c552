package mediaworker.media.keying.graph;

import java.util.List;
import mediaworker.media.keying.analysis.coverage.SubjectColor;

/**
 * What a subject gets at its edge that a person lets grow: there is only screen, so the luma of the
 * subject beside it is carried outwards. Its chroma is what is likely there anyway.
 *
 * <p>Luma is weighted by coverage and averaged over a square, and divided by the coverage averaged
 * likewise. Pure.
 */
final class GrownEdge {

  /** Pixels that the square reaches farther than the edge grows. */
  private static final int INTO_SUBJECT = 2;

  private GrownEdge() {}

  /**
   * The chains, from {@code [grown]}, the coverage before it grows, where it does.
   *
   * @param pixels by which the subject grows; none at 0 and below
   * @param luma label of its own luma
   * @param out label of the result
   */
  static List<String> chains(int pixels, String luma, String out) {
    if (pixels <= 0) {
      return List.of("[%s]null[%s]".formatted(luma, out));
    }
    String averaged = "avgblur=sizeX=" + (pixels + INTO_SUBJECT);
    return List.of(
        "[%s]split=2[grown0][grown1]".formatted(luma),
        "[grown]split=3[inside0][inside1][inside2]",
        "[grown0][inside0]blend=all_mode=multiply,%s[grown2]".formatted(averaged),
        "[inside1]%s[inside3]".formatted(averaged),
        "[grown2][inside3]lut2=c0='if(y,clip(255*x/y,16,235),%d)'[grown3]"
            .formatted(SubjectColor.GREY),
        "[grown3][grown1][inside2]maskedmerge[%s]".formatted(out));
  }
}
