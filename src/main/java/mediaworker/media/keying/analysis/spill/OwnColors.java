package mediaworker.media.keying.analysis.spill;

import static mediaworker.media.keying.analysis.spill.ChromaBins.MOST;
import static mediaworker.media.keying.analysis.spill.ChromaBins.SIDE;
import static mediaworker.media.keying.analysis.spill.ChromaBins.STEP;
import static mediaworker.media.keying.analysis.spill.ChromaBins.bin;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import mediaworker.media.keying.analysis.clip.ScreenSamples;
import mediaworker.media.keying.analysis.coverage.OutlinedDrawing;
import mediaworker.media.keying.analysis.coverage.ReferenceCoverage;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.color.Screen;
import org.jspecify.annotations.Nullable;

/**
 * Which greens (or blues) of a clip are the subject's own, and not the screen's light on something
 * else: sage and grey in green light are one colour in a single point, but not over a surface.
 *
 * <p>The screen's light never falls evenly. It is strongest at edges, where a surface turns towards
 * the screen, and fades inwards, so what it tints shows many shares of it: colours along a line
 * towards the key. Paint and cloth have one colour throughout, in light and in shade, at the edge
 * as in the middle. So all solid colours of some frames are counted by their chroma for their
 * light; where nearly all that lies on a line towards the key lies at one place of it, in the
 * middle of surfaces as at their edges, that is a colour of the subject. Where the screen throws no
 * light at all ({@link BounceLight}), several colours may lie on a line and each be one.
 *
 * <p>It is one answer for the whole clip, so it does not waver. Immutable.
 */
public final class OwnColors {

  /** For a clip of which nothing is known: no colour is believed. */
  static final OwnColors NONE =
      new OwnColors(null, new float[0], new float[0], new float[0], new float[0], 0, null, false);

  /** Frames that are looked at, at most. */
  private static final int LOOKED_AT = 8;

  /** Darker than this, chroma for its light is noise. */
  private static final double LEAST_LIGHT = 0.05;

  /** Cells inside surfaces that a colour must have, as a mean over the frames. */
  private static final double LEAST_CELLS = 3;

  private final @Nullable ColorMatrix matrix;
  private final float[] trust;
  private final float[] alone;
  private final float[] vivid;
  private final float[] beyond;
  private final double tint;
  private final @Nullable OutlinedDrawing drawn;
  private final boolean unlit;

  /** Of a drawing's light, the screen's share that counts for none; see {@link SceneTint}. */
  private static final double UNLIT = 0.03;

  /** Where a cell lies in a surface of the subject. */
  private enum Surface {
    NONE,
    EDGE,
    MIDDLE
  }

  private OwnColors(
      @Nullable ColorMatrix matrix,
      float[] trust,
      float[] alone,
      float[] vivid,
      float[] beyond,
      double tint,
      @Nullable OutlinedDrawing drawn,
      boolean unlit) {
    this.matrix = matrix;
    this.trust = orNone(trust);
    this.alone = orNone(alone);
    this.vivid = orNone(vivid);
    this.beyond = orNone(beyond);
    this.tint = tint;
    this.drawn = drawn;
    this.unlit = unlit;
  }

  /**
   * Looks at the solid parts of a clip's subject.
   *
   * @param frames pictures from all over the clip, yuv444p
   * @param plates gives the empty screen at the time of one of them
   */
  public static OwnColors of(
      AnalysisGrid grid, MeasuredKey key, List<byte[]> frames, UnaryOperator<byte[]> plates) {
    ColorMatrix matrix = key.matrix();
    int[] middle = new int[SIDE * SIDE];
    int[] edge = new int[SIDE * SIDE];
    double[] lights = new double[SIDE * SIDE];
    double[] vivid = new double[SIDE * SIDE];
    SceneTint scene = new SceneTint(key);
    List<byte[]> looked = ScreenSamples.spread(frames, LOOKED_AT);
    OutlinedDrawing drawn = OutlinedDrawing.of(grid, key, frames, plates).orElse(null);
    List<Surface[]> surfaces = surfaces(grid, key, looked, plates, drawn);
    BounceLight bounce = new BounceLight(grid, key);
    int cells = grid.cells();
    for (int i = 0; i < looked.size(); i++) {
      byte[] frame = looked.get(i);
      Surface[] surface = surfaces.get(i);
      double[][] places = new double[cells][];
      boolean[] inside = new boolean[cells];
      for (int cell = 0; cell < cells; cell++) {
        double[] place = surface[cell] == Surface.NONE ? null : place(matrix, frame, cells, cell);
        if (place != null) {
          boolean deep = surface[cell] == Surface.MIDDLE;
          int at = bin(place[0]) * SIDE + bin(place[1]);
          (deep ? middle : edge)[at]++;
          lights[at] += place[2];
          places[cell] = place;
          inside[cell] = deep;
          if (deep) {
            vivid[at] += vivid(key, frame, cells, cell);
            scene.see(place[0], place[1]);
          }
        }
      }
      bounce.see(places, inside);
    }
    double[] keyPlace =
        place(matrix, (key.y() - 16) / 219, (key.u() - 128) / 224, (key.v() - 128) / 224);
    if (keyPlace == null) {
      return NONE;
    }
    ColorCounts counts =
        new ColorCounts(
            middle, edge, lights, vivid, keyPlace, LEAST_CELLS * looked.size(), scene, bounce);
    return new OwnColors(
        matrix,
        counts.trusts(),
        counts.alones(),
        counts.vivids(),
        counts.beyonds(),
        scene.share(),
        drawn,
        drawn != null && isUnlit(key, scene));
  }

  /** Which cells of some frames are of the subject's surfaces, worked out on all cores. */
  private static List<Surface[]> surfaces(
      AnalysisGrid grid,
      MeasuredKey key,
      List<byte[]> frames,
      UnaryOperator<byte[]> plates,
      @Nullable OutlinedDrawing drawn) {
    Queue<ReferenceCoverage> idle = new ConcurrentLinkedQueue<>();
    return frames.parallelStream()
        .map(
            frame -> {
              ReferenceCoverage free = idle.poll();
              ReferenceCoverage subject =
                  free == null ? new ReferenceCoverage(grid, key, drawn) : free;
              subject.of(frame, plates.apply(frame));
              Surface[] surface = new Surface[grid.cells()];
              for (int cell = 0; cell < surface.length; cell++) {
                boolean counts = subject.isSolid(cell) && !subject.isContinued(cell);
                surface[cell] =
                    !counts ? Surface.NONE : subject.isDeep(cell) ? Surface.MIDDLE : Surface.EDGE;
              }
              idle.add(subject);
              return surface;
            })
        .toList();
  }

  /** The same, or nothing where all are 0, as they are in most clips. */
  private static float[] orNone(float[] shares) {
    for (float share : shares) {
      if (share != 0) {
        return shares;
      }
    }
    return new float[0];
  }

  /**
   * Whether next to none of the screen's light lies on what tells of it; before a blue screen
   * nothing does, and drawings seldom have any.
   */
  private static boolean isUnlit(MeasuredKey key, SceneTint scene) {
    return key.screen() != Screen.GREEN || (scene.isKnown() && scene.share() <= UNLIT);
  }

  /** What is known of the clip if it is a drawing. */
  public @Nullable OutlinedDrawing drawn() {
    return drawn;
  }

  /** Whether it is a drawing on which no light of the screen falls: all its colours are its own. */
  boolean isUnlitDrawing() {
    return unlit;
  }

  /** Whether any colour is trusted. */
  boolean hasTrust() {
    return drawn != null || trust.length > 0 || alone.length > 0;
  }

  /** Whether any colour stands alone in a scene without the screen's light. */
  boolean hasAlone() {
    return alone.length > 0;
  }

  /** Whether any colour has more of the screen's than the scene's light would give it. */
  boolean hasBeyond() {
    return beyond.length > 0;
  }

  /** How surely a cell's colour is the subject's own, 0…1. */
  double trust(byte[] frame, int cells, int cell) {
    return unlit ? 1 : at(trust, frame, cells, cell);
  }

  /**
   * How surely a cell's colour stands alone in a scene without the screen's light, 0…1: what is
   * such all around is the subject's own, see {@link UnlitColors}.
   */
  double alone(byte[] frame, int cells, int cell) {
    return at(alone, frame, cells, cell);
  }

  /**
   * How surely a cell's colour has more of the screen's than the scene's light would give it, 0…1.
   */
  double beyond(byte[] frame, int cells, int cell) {
    return at(beyond, frame, cells, cell);
  }

  /** How much of the screen's light lies on such colours; see {@link SceneTint}. */
  double tint() {
    return tint;
  }

  /**
   * How surely a cell's colour is seen somewhere so vivid and bright that it is the subject's own,
   * 0…1: what is in shade there has the same chroma for its light.
   */
  double vivid(byte[] frame, int cells, int cell) {
    return at(vivid, frame, cells, cell);
  }

  private double at(float[] shares, byte[] frame, int cells, int cell) {
    if (matrix == null || shares.length == 0) {
      return 0;
    }
    double cb = chroma(frame, cells + cell);
    double cr = chroma(frame, 2 * cells + cell);
    double light = light(matrix, luma(frame, cell), cb, cr);
    if (light < LEAST_LIGHT) {
      return 0;
    }
    double x = Math.min(SIDE - 2, Math.max(0, (cb / light + MOST) / STEP));
    double y = Math.min(SIDE - 2, Math.max(0, (cr / light + MOST) / STEP));
    int left = (int) x;
    int top = (int) y;
    double across = x - left;
    double down = y - top;
    int at = left * SIDE + top;
    return (1 - across) * ((1 - down) * shares[at] + down * shares[at + 1])
        + across * ((1 - down) * shares[at + SIDE] + down * shares[at + SIDE + 1]);
  }

  private static double @Nullable [] place(ColorMatrix matrix, byte[] frame, int cells, int cell) {
    return place(
        matrix, luma(frame, cell), chroma(frame, cells + cell), chroma(frame, 2 * cells + cell));
  }

  private static double vivid(MeasuredKey key, byte[] frame, int cells, int cell) {
    double cb = chroma(frame, cells + cell);
    return Vivid.of(key, luma(frame, cell), cb, chroma(frame, 2 * cells + cell));
  }

  /** The mean of the three channels. */
  private static double light(ColorMatrix matrix, double luma, double cb, double cr) {
    double chroma =
        (matrix.redOfCr() + matrix.greenOfCr()) * cr
            + (matrix.greenOfCb() + matrix.blueOfCb()) * cb;
    return luma + chroma / 3;
  }

  private static double luma(byte[] frame, int at) {
    return ((frame[at] & 0xff) - 16) / 219.0;
  }

  private static double chroma(byte[] frame, int at) {
    return ((frame[at] & 0xff) - 128) / 224.0;
  }

  /**
   * Chroma for a light of 1, in which mixtures lie on lines, and light. Null for what is too dark.
   */
  private static double @Nullable [] place(ColorMatrix matrix, double luma, double cb, double cr) {
    double light = light(matrix, luma, cb, cr);
    return light < LEAST_LIGHT ? null : new double[] {cb / light, cr / light, light};
  }
}
