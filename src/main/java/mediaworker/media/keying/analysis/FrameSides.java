package mediaworker.media.keying.analysis;

import java.util.Arrays;
import mediaworker.media.keying.analysis.coverage.DetailWeight;
import mediaworker.media.keying.analysis.coverage.EmptyScreen;
import mediaworker.media.keying.analysis.coverage.ReferenceCoverage;
import mediaworker.media.keying.analysis.coverage.SubjectColor;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.plate.CleanPlate;
import mediaworker.media.keying.analysis.plate.ColorDifference;
import mediaworker.media.keying.analysis.plate.Fade;
import mediaworker.media.keying.analysis.plate.MovingPlate;
import mediaworker.media.keying.analysis.plate.ShadowDepth;
import mediaworker.media.keying.analysis.spill.NaturalColor;
import mediaworker.media.keying.analysis.zones.Zones;
import mediaworker.media.keying.color.ChromaSampling;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.request.KeyingSettings;
import org.jspecify.annotations.Nullable;

/**
 * Works out what lies beside one frame of a clip: its plate, where that follows the screen's light,
 * and what is known of its subject. Used by one thread; one object serves for any frames of a clip,
 * in any order.
 */
final class FrameSides {

  /**
   * What lies beside a frame.
   *
   * @param plate planes as in {@link Sides}; null where one serves for the whole clip
   * @param subject planes as in {@link Sides}
   * @param matte how much of each cell comes to be kept, 0 to 255; empty where the frame has faded
   * @param empty the screen at the time without the subject, yuv444p levels; not to be changed
   */
  record Planes(byte @Nullable [] plate, byte[] subject, byte[] matte, byte[] empty) {

    /** The same with a plate of its own. */
    Planes withPlate(byte[] own) {
      return new Planes(own, subject, matte, empty);
    }

    /** The same, for cells to be taken into. */
    Planes copy() {
      return new Planes(plate == null ? null : plate.clone(), subject.clone(), matte, empty);
    }

    /** Takes what lies beside a cell of another frame; its matte stays as it was worked out. */
    void take(Planes other, int cells, int cell) {
      take(other.subject, subject, cells, cell);
      if (plate != null && other.plate != null) {
        take(other.plate, plate, cells, cell);
      }
    }

    private static void take(byte[] from, byte[] to, int cells, int cell) {
      for (int at = cell; at < to.length; at += cells) {
        to[at] = from[at];
      }
    }
  }

  private final AnalysisGrid grid;
  private final Zones zones;
  private final byte[] still;
  private final @Nullable MovingPlate moving;
  private final Fade fade;
  private final ColorDifference difference;
  private final ReferenceCoverage reference;
  private final EmptyScreen screen;
  private final NaturalColor natural;
  private final SubjectColor color;
  private final @Nullable DetailWeight detail;
  private final @Nullable ShadowDepth shadow;

  /**
   * For one screen of a clip.
   *
   * @param measured what is known of the screen
   * @param sampling how much chroma the clip is keyed with: where it is all, luma is not asked
   */
  FrameSides(MeasuredScreen measured, KeyingSettings settings, ChromaSampling sampling) {
    MeasuredKey key = measured.key();
    CleanPlate plate = measured.plate();
    zones = measured.zones();
    double tolerance = settings.matte().tolerance();
    grid = plate.grid();
    still = plate.pixels();
    moving = measured.follows() ? new MovingPlate(plate, key, tolerance) : null;
    fade = new Fade(plate);
    difference = new ColorDifference(key);
    reference = new ReferenceCoverage(grid, key, measured.owns().drawn());
    screen = new EmptyScreen(grid);
    natural = new NaturalColor(grid, key, measured.owns(), settings.spill().balance());
    color = new SubjectColor(grid);
    detail = sampling == ChromaSampling.FULL ? null : new DetailWeight(grid);
    shadow =
        settings.corrections().shadow() == KeyingSettings.Shadow.KEEP
            ? new ShadowDepth(plate, key, tolerance)
            : null;
  }

  /** The plate's planes for the whole clip. */
  byte[] still() {
    return withDifference(still);
  }

  /**
   * What lies beside a frame.
   *
   * @param frame yuv444p levels
   */
  Planes of(byte[] frame) {
    if (moving == null) {
      return planes(null, subject(frame, still, 1), still, 1);
    }
    double light = fade.light(frame);
    byte[] lit = light < Fade.FADED ? Fade.lit(frame, light) : frame;
    byte[] empty = moving.of(lit);
    byte[] subject = subject(lit, empty, light);
    byte[] plate = light < Fade.FADED ? faded(empty, light) : withDifference(empty);
    return planes(plate, subject, empty, light);
  }

  /** With the matte that comes of the planes. */
  private Planes planes(byte @Nullable [] plate, byte[] subject, byte[] empty, double light) {
    byte[] matte = new byte[light < Fade.FADED ? 0 : grid.cells()];
    for (int cell = 0; cell < matte.length; cell++) {
      matte[cell] = reference.matte(cell, subject[cell]);
    }
    return new Planes(plate, subject, matte, empty);
  }

  /**
   * What is known of the subject.
   *
   * @param frame in full light
   * @param empty the screen at the time, in full light
   * @param light that the frame had, 1 for all
   */
  private byte[] subject(byte[] frame, byte[] empty, double light) {
    int cells = grid.cells();
    byte[] planes = new byte[Sides.SUBJECT_PLANES * cells];
    byte[] references = reference.of(frame, empty);
    screen.quiet(reference.coverage(), references);
    double stays = Fade.stays(light);
    if (stays < 1) {
      reference.release(references, stays);
    }
    zones.apply(references);
    System.arraycopy(references, 0, planes, 0, cells);
    byte[] own = natural.of(frame, reference);
    System.arraycopy(own, 0, planes, cells, cells);
    byte[] colors = color.of(frame, empty, reference);
    if (detail != null) {
      System.arraycopy(detail.of(frame, empty, reference, colors), 0, planes, 2 * cells, cells);
    }
    for (int at = cells; at < colors.length; at++) {
      double apart = light * ((colors[at] & 0xff) - (empty[at] & 0xff));
      planes[2 * cells + at] = CleanPlate.level(Sides.NO_DIFFERENCE + apart);
    }
    if (shadow != null) {
      byte[] depths = shadow.of(frame);
      zones.clear(depths);
      for (int cell = 0; cell < cells; cell++) {
        planes[2 * cells + colors.length + cell] = CleanPlate.level(stays * (depths[cell] & 0xff));
      }
    }
    return planes;
  }

  private byte[] faded(byte[] plate, double light) {
    int cells = grid.cells();
    byte[] planes = Arrays.copyOf(Fade.dimmed(plate, light), Sides.PLATE_PLANES * cells);
    for (int cell = 0; cell < cells; cell++) {
      planes[plate.length + cell] =
          ColorDifference.fadedLevel(
              light * difference.of(plate[cells + cell] & 0xff, plate[2 * cells + cell] & 0xff));
    }
    return planes;
  }

  private byte[] withDifference(byte[] plate) {
    int cells = grid.cells();
    byte[] planes = new byte[Sides.PLATE_PLANES * cells];
    System.arraycopy(plate, 0, planes, 0, plate.length);
    for (int cell = 0; cell < cells; cell++) {
      planes[plate.length + cell] =
          ColorDifference.level(
              difference.of(plate[cells + cell] & 0xff, plate[2 * cells + cell] & 0xff));
    }
    return planes;
  }
}
