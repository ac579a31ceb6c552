package mediaworker.media.keying.analysis.coverage;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import mediaworker.media.keying.analysis.clip.ScreenSamples;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.grid.CellColors;
import mediaworker.media.keying.color.MeasuredKey;

/**
 * Tells a drawing with outlines from a photograph, by all of a clip.
 *
 * <p>A drawing has a line, darker than both sides, wherever one thing ends and another begins: the
 * screen too. So what is solid for sure, and no line itself, is followed across its edges. Where a
 * photograph passes from a shirt to the screen, or from skin to the shirt, luma goes from one to
 * the other and not below both; hair, rims of glass and tyres are dark, but what lies beside them
 * is seldom solid, light, and even on its way there. Asked is the share of such edges that have a
 * line. Shade that is set off by a step has none, and is no edge: its colour is the same for its
 * light. And what is solid is smooth: flat, or shaded as evenly as by an airbrush, where skin and
 * cloth have a texture.
 *
 * <p>Also knows the drawing's paints, see {@link OutlinedFill}. Immutable.
 */
public final class OutlinedDrawing {

  /** Frames that are looked at, at most. */
  private static final int LOOKED_AT = 6;

  /** Share of the edges that must have a line: drawings have 0.4 to 0.95, photographs 0 to 0.15. */
  private static final double LINED = 0.3;

  /**
   * Share of what is inside something solid that must be smooth: drawings have 0.75 to 0.95, most
   * photographs 0.2 to 0.6.
   */
  private static final double SMOOTH = 0.7;

  /** How far luma may be off a line through both neighbours, in parts of it. */
  private static final double BEND = 0.01;

  /** Levels that neighbours of one thing may be apart. */
  private static final int ALIKE = 9;

  /** Edges that must be seen in a frame, as a mean: cells beside one. */
  private static final int LEAST_EDGES = 10;

  /** Cells from one side of an edge to the other. */
  private static final int ACROSS = 3;

  /** Channels differ by less than this within an even area, and by more over an edge. */
  private static final double EVEN = 0.06;

  private static final double OTHER = 0.2;

  /** The same for a light of 1. */
  private static final double OTHER_HUE = 0.3;

  /** Luma of what is no line, on the solid side and beyond it. */
  private static final double LIGHT = 0.2;

  private static final double LIGHT_BEYOND = 0.15;

  /** By how much of a cell, if it were black, luma is below both sides. */
  private static final double LINE = 0.2;

  private final Paints paints;

  private OutlinedDrawing(Paints paints) {
    this.paints = paints;
  }

  /**
   * What is known of a clip that is such a drawing; nothing of others.
   *
   * @param frames pictures from all over the clip, yuv444p
   * @param plates gives the empty screen at the time of one of them
   */
  public static Optional<OutlinedDrawing> of(
      AnalysisGrid grid, MeasuredKey key, List<byte[]> frames, UnaryOperator<byte[]> plates) {
    List<byte[]> looked = ScreenSamples.spread(frames, LOOKED_AT);
    List<Edges> found =
        looked.parallelStream().map(frame -> edges(grid, key, frame, plates.apply(frame))).toList();
    int all = found.stream().mapToInt(Edges::all).sum();
    int lined = found.stream().mapToInt(Edges::lined).sum();
    int inside = found.stream().mapToInt(Edges::inside).sum();
    int smooth = found.stream().mapToInt(Edges::smooth).sum();
    return all >= LEAST_EDGES * looked.size() && lined >= LINED * all && smooth >= SMOOTH * inside
        ? Optional.of(new OutlinedDrawing(Paints.of(found.stream().map(Edges::paints).toList())))
        : Optional.empty();
  }

  /** The colours of its fills that are paint for sure. */
  Paints paints() {
    return paints;
  }

  private record Edges(int all, int lined, int inside, int smooth, Paints.Seen paints) {}

  private static Edges edges(AnalysisGrid grid, MeasuredKey key, byte[] frame, byte[] plate) {
    CellColors colors = new CellColors(grid);
    PlainCoverage plain = new PlainCoverage(grid, key, colors);
    plain.measure(frame, plate);
    double[] coverage = plain.coverage();
    int all = 0;
    int lined = 0;
    int inside = 0;
    int smooth = 0;
    int width = grid.width();
    for (int row = ACROSS + 1; row < grid.height() - ACROSS - 1; row++) {
      for (int column = ACROSS + 1; column < width - ACROSS - 1; column++) {
        int cell = row * width + column;
        if (coverage[cell] >= DrawnAreas.SOLID && luma(frame, cell) >= LIGHT) {
          for (int way : new int[] {1, width}) {
            if (isInside(frame, coverage, cell, way)) {
              inside++;
              smooth += isSmooth(frame, cell, way) ? 1 : 0;
            }
          }
          for (int way : new int[] {-1, 1, -width, width}) {
            if (coverage[cell - way] >= DrawnAreas.SOLID && isEdge(frame, colors, cell, way)) {
              all++;
              lined += isLined(frame, cell, way) ? 1 : 0;
            }
          }
        }
      }
    }
    Paints.Seen paints = new Paints.Seen();
    if (lined >= LINED * all) {
      new OutlinedFill(grid, colors, Paints.NONE).see(frame, coverage, paints);
    }
    return new Edges(all, lined, inside, smooth, paints);
  }

  /** Whether something else, and even, lies some cells from one that lies in an even area. */
  private static boolean isEdge(byte[] frame, CellColors colors, int cell, int way) {
    int beyond = cell + ACROSS * way;
    return luma(frame, beyond) >= LIGHT_BEYOND
        && apart(colors, cell, 1, cell - way, 1) < EVEN
        && apart(colors, cell, 1, beyond, 1) > OTHER
        && apart(colors, beyond, 1, beyond + way, 1) < EVEN
        && apart(colors, cell, 1 / luma(frame, cell), beyond, 1 / luma(frame, beyond)) > OTHER_HUE;
  }

  /** Whether both neighbours of a solid cell are of the same thing. */
  private static boolean isInside(byte[] frame, double[] coverage, int cell, int way) {
    int own = frame[cell] & 0xff;
    return coverage[cell - way] >= DrawnAreas.SOLID
        && coverage[cell + way] >= DrawnAreas.SOLID
        && Math.abs(own - (frame[cell - way] & 0xff)) < ALIKE
        && Math.abs(own - (frame[cell + way] & 0xff)) < ALIKE;
  }

  private static boolean isSmooth(byte[] frame, int cell, int way) {
    double bend = luma(frame, cell - way) - 2 * luma(frame, cell) + luma(frame, cell + way);
    return Math.abs(bend) < BEND * luma(frame, cell);
  }

  private static boolean isLined(byte[] frame, int cell, int way) {
    double darker = Math.min(luma(frame, cell), luma(frame, cell + ACROSS * way));
    double below = 0;
    for (int step = 1; step < ACROSS; step++) {
      below += Math.max(0, darker - luma(frame, cell + step * way));
    }
    return below > LINE * darker;
  }

  /** The most that the channels of two cells differ, each channel in parts of its cell's light. */
  private static double apart(CellColors colors, int one, double light, int two, double other) {
    double red = Math.abs(light * colors.red()[one] - other * colors.red()[two]);
    double third = Math.abs(light * colors.other()[one] - other * colors.other()[two]);
    double screen = Math.abs(light * colors.screen()[one] - other * colors.screen()[two]);
    return Math.max(red, Math.max(third, screen));
  }

  private static double luma(byte[] frame, int cell) {
    return ((frame[cell] & 0xff) - 16) / 219.0;
  }
}
