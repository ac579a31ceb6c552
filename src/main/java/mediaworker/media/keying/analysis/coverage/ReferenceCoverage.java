package mediaworker.media.keying.analysis.coverage;

import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.grid.BoxSums;
import mediaworker.media.keying.analysis.grid.CellColors;
import mediaworker.media.keying.analysis.grid.ChessboardDistance;
import mediaworker.media.keying.analysis.plate.CleanPlate;
import mediaworker.media.keying.color.MeasuredKey;
import org.jspecify.annotations.Nullable;

/**
 * Works out, for each cell of a frame, how much coverage the subject itself shows there where it is
 * solid: the measure that the matte's coverage is divided by.
 *
 * <p>The plain colour difference is right for a grey subject only. White paper or skin that throws
 * back the screen's light, or an olive coat, shows less than full coverage where it is solid, and
 * would come out half transparent; red and orange show more, and their edges would come out too
 * wide. So the coverage of the nearest solid cells is taken as full. Solid is what lies inside a
 * subject: cells whose neighbours are all strongly covered too. A lightly covered cell passes as
 * solid only where it is brighter than any mixture with the screen could be. Deep inside,
 * everything is held solid. Veils, glass and hair, which have no solid cells near, keep the plain
 * measure.
 *
 * <p>Used by one thread; one object serves for the frames of one clip.
 */
public final class ReferenceCoverage {

  /** Levels of a reference: 0 holds solid, {@link #GARBAGE} clears, else level / UNIT. */
  public static final int UNIT = 130;

  /** Level that holds a cell solid whatever it shows. */
  public static final int HOLD = 0;

  /** Level that makes a cell transparent whatever it shows. */
  public static final int GARBAGE = 255;

  private static final double STRONG = 0.7;
  private static final double STRONG_IF_BRIGHT = 0.4;
  private static final double EVEN = 0.75;
  private static final double LEAST = 0.18;

  /** What is pale may show any coverage, far below none too. */
  private static final double ANY = Double.NEGATIVE_INFINITY;

  /** Where brightness alone tells at least so much coverage, and colour so much, it is believed. */
  private static final double SURE = 0.2;

  private static final double LEAST_TINTED = 0.07;

  /**
   * Something magenta covers more than all of the screen by its colour, but what is black or grey
   * beside it does not: divided by more than 1 it would be taken for half screen and un-mixed to
   * purple.
   */
  private static final double MOST = 1;

  /** The highest reference of all, below the special levels; what is measured ends there too. */
  private static final double HIGHEST = 1.8;

  /** Times as fast as the subject fades out its solid parts are released. */
  private static final double RELEASED = 3;

  private static final int WIDEST_FILL = 4;

  /** The same in a drawing, whose lines end what lies within. */
  private static final int UNDER_LINES = 1;

  private final AnalysisGrid grid;
  private final PlainCoverage plain;
  private final double[] coverage;
  private final double[] least;
  private final double[] generous;
  private final PaleSubject pale;
  private final boolean[] strong;
  private final boolean[] solid;
  private final boolean[] known;
  private final boolean[] inner;
  private final SolidCore core;
  private final boolean[] mixed;
  private final boolean[] regrown;
  private final boolean[] continued;
  private final double[] reference;
  private final double[] share;
  private final TintedSurface surface;
  private final EnclosedShade shade;
  private final MirroringRim mirror;
  private final @Nullable OutlinedFill fills;
  private final TintedRim rim;
  private final ThinCover thin;
  private final StrongColors colors;
  private final CellColors cellColors;
  private final BoxSums values;
  private final BoxSums counts;

  /** For one thread, one frame after the other, of what is no {@link OutlinedDrawing}. */
  public ReferenceCoverage(AnalysisGrid grid, MeasuredKey key) {
    this(grid, key, null);
  }

  /**
   * For one thread, one frame after the other.
   *
   * @param drawn what is known of the clip if it is a drawing
   */
  public ReferenceCoverage(AnalysisGrid grid, MeasuredKey key, @Nullable OutlinedDrawing drawn) {
    this.grid = grid;
    values = new BoxSums(grid);
    counts = new BoxSums(grid);
    int cells = grid.cells();
    pale = new PaleSubject(grid);
    strong = new boolean[cells];
    solid = new boolean[cells];
    known = new boolean[cells];
    inner = new boolean[cells];
    core = new SolidCore(grid);
    mixed = new boolean[cells];
    regrown = new boolean[cells];
    continued = new boolean[cells];
    reference = new double[cells];
    share = new double[cells];
    cellColors = new CellColors(grid);
    fills = drawn == null ? null : new OutlinedFill(grid, cellColors, drawn.paints());
    surface = new TintedSurface(grid, cellColors);
    shade = new EnclosedShade(grid);
    mirror = new MirroringRim(grid);
    rim = new TintedRim(grid, cellColors);
    thin = new ThinCover(grid, cellColors);
    colors = new StrongColors(grid, cellColors);
    plain = new PlainCoverage(grid, key, cellColors);
    coverage = plain.coverage();
    least = plain.least();
    generous = plain.generous();
  }

  /**
   * The references of one frame, as levels.
   *
   * @param frame yuv444p levels
   * @param plate the empty screen at the time, yuv444p levels
   */
  public byte[] of(byte[] frame, byte[] plate) {
    plain.measure(frame, plate);
    findSolid();
    for (int cell = 0; cell < inner.length; cell++) {
      inner[cell] = isHeld(cell);
    }
    colors.find(coverage, inner);
    System.arraycopy(solid, 0, known, 0, known.length);
    colors.peel(solid);
    for (int cell = 0; cell < inner.length; cell++) {
      mixed[cell] = known[cell] && !solid[cell];
      strong[cell] &= !mixed[cell];
      inner[cell] &= !mixed[cell];
    }
    core.take(solid);
    surface.grow(coverage, solid, strong);
    shade.fill(coverage, solid, strong);
    if (fills != null) {
      fills.add(frame, coverage, solid, strong);
    }
    boolean any = false;
    for (int cell = 0; cell < mixed.length; cell++) {
      regrown[cell] = mixed[cell] && solid[cell];
      mixed[cell] &= !solid[cell];
      any |= regrown[cell];
    }
    if (any) {
      colors.forget(regrown);
    }
    mirror.add(coverage, mixed, solid, strong);
    for (int cell = 0; cell < solid.length; cell++) {
      continued[cell] = solid[cell] && !core.has(cell);
    }
    System.arraycopy(solid, 0, known, 0, known.length);
    System.arraycopy(coverage, 0, reference, 0, reference.length);
    rim.grow(coverage, reference, solid, strong, known);
    fill();
    if (fills != null) {
      takeFills(fills);
    }
    byte[] levels = new byte[grid.cells()];
    for (int cell = 0; cell < levels.length; cell++) {
      reference[cell] = Math.min(HIGHEST, reference[cell]);
      share[cell] = coverage[cell] / reference[cell];
      double value = isHeld(cell) ? LEAST : reference[cell];
      levels[cell] = pale.isHeld(cell, solid) ? HOLD : CleanPlate.level(value * UNIT);
    }
    return levels;
  }

  /**
   * Lets the subject of the last frame fade out: what is solid gets its own coverage for a
   * reference, or it would stay solid to the end.
   *
   * @param references levels as they came of it; changed
   * @param stays share of the coverage, 0…1
   */
  public void release(byte[] references, double stays) {
    double share = Math.min(1, RELEASED * (1 - stays));
    for (int cell = 0; cell < references.length; cell++) {
      int level = references[cell] & 0xff;
      double own = UNIT * Math.min(HIGHEST, coverage[cell]);
      references[cell] = CleanPlate.level(level + share * Math.max(0, own - level));
    }
  }

  private void findSolid() {
    int cells = grid.cells();
    pale.find(least, generous);
    for (int cell = 0; cell < cells; cell++) {
      strong[cell] =
          generous[cell] >= STRONG
              || (generous[cell] >= STRONG_IF_BRIGHT && least[cell] >= STRONG)
              || pale.shows(cell);
    }
    for (int cell = 0; cell < cells; cell++) {
      double even = pale.shows(cell) ? ANY : EVEN * Math.min(1, generous[cell]);
      solid[cell] = strong[cell] && around(cell, 1, even);
    }
  }

  /** Whether all cells within a radius are strong and covered at least so much. */
  private boolean around(int cell, int radius, double leastCoverage) {
    int row = cell / grid.width();
    int column = cell % grid.width();
    int bottom = Math.min(grid.height() - 1, row + radius);
    int right = Math.min(grid.width() - 1, column + radius);
    for (int r = Math.max(0, row - radius); r <= bottom; r++) {
      for (int c = Math.max(0, column - radius); c <= right; c++) {
        int at = r * grid.width() + c;
        if (!strong[at] || generous[at] < leastCoverage) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether a cell of the last frame is inside a subject. */
  public boolean isSolid(int cell) {
    return solid[cell];
  }

  /** Whether a cell of the last frame is solid only because something solid goes on there. */
  public boolean isContinued(int cell) {
    return continued[cell];
  }

  /** The colours of the last frame. */
  public CellColors colors() {
    return cellColors;
  }

  /** What of the last frame is inside a subject, with none of the screen in it. */
  SolidCore core() {
    return core;
  }

  /**
   * What the colour difference finds covered in each cell of the last frame, 0…1 and beyond; not to
   * be changed.
   */
  public double[] coverage() {
    return coverage;
  }

  /**
   * How much of a cell of the last frame is kept, 0 to 255.
   *
   * @param level its reference
   */
  public byte matte(int cell, byte level) {
    int reference = level & 0xff;
    return switch (reference) {
      case HOLD -> (byte) 255;
      case GARBAGE -> 0;
      default -> CleanPlate.level(255 * coverage[cell] * UNIT / reference);
    };
  }

  /** What a cell of the last frame is taken to cover; 0…1 and a little beyond. */
  double share(int cell) {
    return share[cell];
  }

  /** Whether a cell of the last frame is so far inside a subject that its edges' tint is weak. */
  public boolean isDeep(int cell) {
    return inner[cell];
  }

  /** Whether a cell has nothing but subject two cells around it. */
  private boolean isHeld(int cell) {
    return solid[cell] && around(cell, 2, pale.shows(cell) ? ANY : 0);
  }

  /** What is known, carried outwards a few cells; 1 beyond. */
  private void fill() {
    double[] found = reference.clone();
    for (int cell = 0; cell < found.length; cell++) {
      reference[cell] = limited(found[cell]);
    }
    values.of(reference, known);
    counts.of(known);
    int[] distance = ChessboardDistance.of(grid, known);
    boolean[] supported = new boolean[known.length];
    for (int cell = 0; cell < reference.length; cell++) {
      supported[cell] = distance[cell] <= (fills == null ? WIDEST_FILL : UNDER_LINES);
      if (known[cell]) {
        reference[cell] = solid[cell] ? leastAround(found, cell) : limited(found[cell]);
      } else if (supported[cell]) {
        reference[cell] = values.around(cell, distance[cell]) / counts.around(cell, distance[cell]);
      } else {
        reference[cell] = 1;
      }
    }
    thin.refer(coverage, core, solid, known, supported, reference);
    for (int cell = 0; cell < reference.length; cell++) {
      double full = colors.full(cell);
      if (!Double.isNaN(full) && !colors.isStrong(cell)) {
        // A hair beside a tinted face is less tinted, or it would not be on the line.
        reference[cell] =
            known[cell] ? reference[cell] : Math.max(full, Math.min(reference[cell], MOST));
      } else if (!Double.isNaN(full)) {
        reference[cell] = solid[cell] ? Math.min(full, Math.max(MOST, coverage[cell])) : full;
      }
    }
    for (int cell = 0; cell < reference.length; cell++) {
      // Nothing is brighter than white, so what is that bright covers at least so much.
      if (least[cell] >= SURE && coverage[cell] >= LEAST_TINTED) {
        reference[cell] = Math.max(LEAST, Math.min(reference[cell], coverage[cell] / least[cell]));
      }
    }
  }

  /** Whether a cell of the last frame is of a drawing's fill that is paint, in any light. */
  public boolean isPaint(int cell) {
    return fills != null && fills.isPaint(cell);
  }

  /** What a drawing's line encloses is solid, and goes on under it. */
  private void takeFills(OutlinedFill fills) {
    for (int cell = 0; cell < reference.length; cell++) {
      if (fills.shown(cell) < reference[cell]) {
        reference[cell] = Math.max(LEAST, fills.shown(cell));
      }
    }
  }

  /** The smallest that is known beside a solid cell: a tint grows towards the edge. */
  private double leastAround(double[] found, int cell) {
    int row = cell / grid.width();
    int column = cell % grid.width();
    double least = limited(found[cell]);
    for (int r = Math.max(0, row - 1); r <= Math.min(grid.height() - 1, row + 1); r++) {
      for (int c = Math.max(0, column - 1); c <= Math.min(grid.width() - 1, column + 1); c++) {
        int at = r * grid.width() + c;
        least = known[at] ? Math.min(least, limited(found[at])) : least;
      }
    }
    return least;
  }

  private static double limited(double coverage) {
    return coverage < LEAST ? LEAST : coverage > MOST ? MOST : coverage;
  }
}
