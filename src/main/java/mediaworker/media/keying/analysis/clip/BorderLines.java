package mediaworker.media.keying.analysis.clip;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.color.WorkingFormat;

/**
 * Lines at the edges of a picture that are no part of it, as scalers, recorders and encoders leave
 * them: a few dark pixels along a whole side, or a few whose colour is off. They would stay as a
 * line around the keyed picture, and mix into the screen's measured colour. The picture beside them
 * is carried on over them, so a subject that touches the edge still does.
 *
 * <p>Only lines narrower than a cell of the analysis are found: what is wider shows as a bar, which
 * {@code Zones} clears. Immutable.
 *
 * @param left width at the left in pixels, even, 0 for none; the others likewise
 */
public record BorderLines(int left, int right, int top, int bottom) {

  static final BorderLines NONE = new BorderLines(0, 0, 0, 0);

  /** Distance from grey, in levels of chroma, from which a cell may be screen. */
  private static final double COLORED = 10;

  /** Levels by which neighbours of an even place differ at most. */
  private static final double EVEN = 6;

  /** Share of a side's places, and of the pictures at each, that must be even and coloured. */
  private static final double LEAST_SEEN = 0.3;

  /** Least width in cells, and least distance from what was to be expected, in levels. */
  private static final double LEAST_SHARE = 0.05;

  private static final double LEAST_LEVELS = 1.5;

  /** All but a tenth of the places must show at least this share of what the middle one does. */
  private static final double ALL_ALONG = 0.5;

  /** Cells that a line is told by: its own and the two beside it. */
  private static final int DEPTH = 3;

  /** What is wider, in cells, is a bar. */
  private static final double BAR = 0.9;

  /** Pixels beyond the measured width that an encoder has blurred the line to. */
  private static final double BLUR = 1;

  /**
   * Looks for lines along the four sides.
   *
   * @param frames pictures from all over the clip, yuv444p
   * @param width of the picture as shown, in pixels
   * @param height of the picture as shown, in pixels
   */
  static BorderLines of(AnalysisGrid grid, List<byte[]> frames, int width, int height) {
    double across = (double) width / grid.width();
    double down = (double) height / grid.height();
    return new BorderLines(
        pixels(share(frames, Side.LEFT, grid), across),
        pixels(share(frames, Side.RIGHT, grid), across),
        pixels(share(frames, Side.TOP, grid), down),
        pixels(share(frames, Side.BOTTOM, grid), down));
  }

  /** Carries the neighbours on over the outermost cells that have a line in them. */
  void paintOver(AnalysisGrid grid, byte[] frame) {
    for (Side side : Side.values()) {
      if (width(side) > 0) {
        for (int place = 0; place < side.places(grid); place++) {
          for (int plane = 0; plane < 3; plane++) {
            int from = plane * grid.cells();
            frame[from + side.cell(grid, 0, place)] = frame[from + side.cell(grid, 1, place)];
          }
        }
      }
    }
  }

  /** The same at full size, as part of how a clip is brought to what keying works in. */
  WorkingFormat paintedOver(WorkingFormat working) {
    return equals(NONE)
        ? working
        : working.by(
            "%s,fillborders=left=%d:right=%d:top=%d:bottom=%d:mode=smear"
                .formatted(working.filters(), left, right, top, bottom));
  }

  /** A sentence for a person; empty where there are no lines. */
  public Optional<String> warning() {
    List<String> told = new ArrayList<>();
    for (Side side : Side.values()) {
      if (width(side) > 0) {
        told.add(width(side) + " pixels at the " + side.name().toLowerCase(Locale.ROOT));
      }
    }
    return told.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "A line along the picture's edge is no part of it and was painted over ("
                + String.join(", ", told)
                + ").");
  }

  private int width(Side side) {
    return switch (side) {
      case LEFT -> left;
      case RIGHT -> right;
      case TOP -> top;
      case BOTTOM -> bottom;
    };
  }

  private static int pixels(double share, double cell) {
    if (share == 0) {
      return 0;
    }
    // Whole points of chroma.
    int wanted = 2 * (int) Math.ceil((share * cell + BLUR) / 2);
    return Math.min(wanted, 2 * (int) (cell / 2));
  }

  /**
   * How much of the outermost cells is line, 0…1: the way from the colour that the next cells lead
   * to expect there to grey that their own has gone.
   */
  private static double share(List<byte[]> frames, Side side, AnalysisGrid grid) {
    if (Math.min(grid.width(), grid.height()) < DEPTH) {
      return 0;
    }
    int places = side.places(grid);
    double[] shares = new double[places];
    int seen = 0;
    double colored = 0;
    for (int place = 0; place < places; place++) {
      double sum = 0;
      double away = 0;
      int count = 0;
      for (byte[] frame : frames) {
        double[] edge = chroma(frame, grid, side.cell(grid, 0, place));
        double[] near = chroma(frame, grid, side.cell(grid, 1, place));
        double[] far = chroma(frame, grid, side.cell(grid, 2, place));
        double distance = Math.hypot(near[0], near[1]);
        if (distance >= COLORED && Math.hypot(near[0] - far[0], near[1] - far[1]) <= EVEN) {
          double u = 2 * near[0] - far[0];
          double v = 2 * near[1] - far[1];
          sum += ((u - edge[0]) * u + (v - edge[1]) * v) / Math.max(1, u * u + v * v);
          away += distance;
          count++;
        }
      }
      if (count > 0 && count >= LEAST_SEEN * frames.size()) {
        shares[seen++] = sum / count;
        colored += away / count;
      }
    }
    if (seen == 0 || seen < LEAST_SEEN * places) {
      return 0;
    }
    double[] sorted = Arrays.copyOf(shares, seen);
    Arrays.sort(sorted);
    double middle = sorted[seen / 2];
    boolean line =
        middle >= LEAST_SHARE
            && middle < BAR
            && middle * colored / seen >= LEAST_LEVELS
            && sorted[seen / 10] >= ALL_ALONG * middle;
    return line ? middle : 0;
  }

  private static double[] chroma(byte[] frame, AnalysisGrid grid, int cell) {
    return new double[] {
      (frame[grid.cells() + cell] & 0xff) - 128, (frame[2 * grid.cells() + cell] & 0xff) - 128
    };
  }

  private enum Side {
    LEFT,
    RIGHT,
    TOP,
    BOTTOM;

    int places(AnalysisGrid grid) {
      return this == LEFT || this == RIGHT ? grid.height() : grid.width();
    }

    /** A cell so far from the edge, at a place along it. */
    int cell(AnalysisGrid grid, int depth, int place) {
      return switch (this) {
        case LEFT -> place * grid.width() + depth;
        case RIGHT -> (place + 1) * grid.width() - 1 - depth;
        case TOP -> depth * grid.width() + place;
        case BOTTOM -> (grid.height() - 1 - depth) * grid.width() + place;
      };
    }
  }
}
