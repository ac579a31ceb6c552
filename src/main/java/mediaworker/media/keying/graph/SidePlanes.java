package mediaworker.media.keying.graph;

import static mediaworker.media.keying.graph.PlaneSize.number;

import java.util.ArrayList;
import java.util.List;
import mediaworker.media.keying.analysis.Sides;
import mediaworker.media.keying.analysis.coverage.ReferenceCoverage;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;

/**
 * The part of the graph that takes what {@link Sides} writes beside a clip apart and scales it up.
 * Smooth as it is, no more than what is compared with luma itself is brought to full size.
 *
 * <p>Makes {@code [py]}, {@code [pu]}, {@code [pv]} and {@code [pd]}, the plate and its colour
 * difference; {@code [reference]}, {@code [natural]}, {@code [likelyu]} and {@code [likelyv]} at
 * the size of chroma, {@code [tells]} at half of that where luma is asked; {@code [shadow]} where
 * it is wanted; and {@code [keep]}, what is not cleared, where something is.
 */
final class SidePlanes {

  /**
   * Where what is cleared ends, as a level between cells that are and that are not: near the
   * former, since a cell that is mostly wall may show some of the screen, and of the subject before
   * it.
   */
  private static final int CUT = 225;

  /** Pixels over which that edge fades, or fewer where cells are small. */
  private static final double FADING = 1.5;

  private SidePlanes() {}

  /**
   * The chains.
   *
   * @param sizes of the picture
   * @param plate label of the plate's planes, which lie one below the other
   * @param subject label of what is known of the subject
   */
  static List<String> chains(
      PlaneSizes sizes, String plate, String subject, boolean shadows, boolean cleared) {
    PlaneSize size = sizes.luma();
    PlaneSize chroma = sizes.chroma();
    List<String> chains = new ArrayList<>();
    chains.add("[%s]split=4[plate0][plate1][plate2][plate3]".formatted(plate));
    chains.add(plate(0, size, "py"));
    chains.add(plate(1, chroma, "pu"));
    chains.add(plate(2, chroma, "pv"));
    chains.add(plate(3, chroma, "pd"));
    chains.add(
        "[%s]split=%d[subject0][subject1][subject2][subject3][subject4]%s"
            .formatted(subject, shadows ? 6 : 5, shadows ? "[subject5]" : ""));
    if (cleared) {
      chains.addAll(reference(sizes));
    } else {
      chains.add(subject(0, chroma, "reference"));
    }
    chains.add(subject(1, chroma, "natural"));
    chains.add(sizes.full() ? "[subject2]nullsink" : subject(2, chroma.half(), "tells"));
    chains.add(subject(3, chroma, "likelyu"));
    chains.add(subject(4, chroma, "likelyv"));
    if (shadows) {
      chains.add(subject(5, size, "shadow"));
    }
    return chains;
  }

  private static String plate(int plane, PlaneSize size, String label) {
    return "[plate%d]%s,%s[%s]"
        .formatted(
            plane, plane(plane, Sides.PLATE_PLANES), size.scale("bicubic+accurate_rnd"), label);
  }

  private static String subject(int plane, PlaneSize size, String label) {
    // Not bicubic: its ringing could reach the special levels.
    return "[subject%d]%s,%s%s[%s]"
        .formatted(
            plane,
            plane(plane, Sides.SUBJECT_PLANES),
            size.scale("bilinear"),
            size.threads(),
            label);
  }

  /**
   * References of which some clear. Between a reference and that special level lie all above it,
   * and what is divided by them would be taken for half screen and un-mixed to magenta: so what is
   * next to a cell that clears goes on into it, and where it ends is told by itself.
   */
  private static List<String> reference(PlaneSizes sizes) {
    PlaneSize luma = sizes.luma();
    AnalysisGrid grid = AnalysisGrid.of(luma.width(), luma.height());
    double pixels = (double) luma.width() / grid.width();
    return List.of(
        "[subject0]"
            + plane(0, Sides.SUBJECT_PLANES)
            + ",split=3[reference0][reference1][reference2]",
        "[reference1]erosion[reference3]",
        "[reference2]lut=c0='255*gte(val,%d)',split=2[clear0][clear1]"
            .formatted(ReferenceCoverage.GARBAGE),
        "[reference0][reference3][clear0]maskedmerge,%s%s[reference]"
            .formatted(sizes.chroma().scale("bilinear"), sizes.chroma().threads()),
        "[clear1]%s,lut=c0='clip(127.5-%s*(val-%d),0,255)'[keep]"
            .formatted(
                luma.scale("bilinear"),
                number(Math.max(127.5 / (255 - CUT), pixels / FADING)),
                CUT));
  }

  private static String plane(int plane, int planes) {
    return "crop=iw:ih/%1$d:0:%2$d*ih/%1$d:exact=1,setparams=range=pc".formatted(planes, plane);
  }
}
