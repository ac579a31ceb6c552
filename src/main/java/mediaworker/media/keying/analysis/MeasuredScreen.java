package mediaworker.media.keying.analysis;

import java.util.List;
import java.util.stream.IntStream;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.plate.CleanPlate;
import mediaworker.media.keying.analysis.plate.Fade;
import mediaworker.media.keying.analysis.plate.MovingPlate;
import mediaworker.media.keying.analysis.plate.MovingShadow;
import mediaworker.media.keying.analysis.plate.ScreenMask;
import mediaworker.media.keying.analysis.spill.OwnColors;
import mediaworker.media.keying.analysis.zones.Zones;
import mediaworker.media.keying.color.ChromaSampling;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.KeyingSettings.MatteSettings;

/**
 * What is known of one screen of a clip, from the pictures that show it: of most clips all.
 *
 * @param key its colour
 * @param plate the screen without the subject
 * @param follows whether the plate is to follow the screen's light
 * @param matte the settings for the matte, clip black chosen for this screen unless a person has
 * @param owns the colours that are the subject's own
 * @param zones where the matte is cleared from the start
 */
record MeasuredScreen(
    MeasuredKey key,
    CleanPlate plate,
    boolean follows,
    MatteSettings matte,
    OwnColors owns,
    Zones zones) {

  /** Where empty cells differ this much from a plate for the whole clip, the plate must follow. */
  private static final double MOVING = 0.04;

  /** Of the empty cells, those that decide about clip black and about a moving plate. */
  private static final double MOST_OF_THE_SCREEN = 0.7;

  /** Share of the pictures in which a shadow must be that is followed. */
  private static final double LEAST_SHADOWED = 0.08;

  private static final double HIGHEST_CLIP_BLACK = 0.12;

  /** With less of the plate seen than this, {@code AUTO} takes the screen for even. */
  private static final double LEAST_SEEN = 0.1;

  /**
   * Measures what is not known yet.
   *
   * @param frames some of the pictures that show the screen
   * @param all of those that are at hand
   */
  static MeasuredScreen of(
      AnalysisGrid grid,
      MeasuredKey key,
      List<byte[]> frames,
      List<byte[]> all,
      KeyingSettings settings,
      Zones zones) {
    double tolerance = settings.matte().tolerance();
    List<boolean[]> masks = ScreenMask.all(grid, frames, key, tolerance);
    CleanPlate plate = plate(grid, frames, masks, key, settings);
    MovingPlate moving = new MovingPlate(plate, key, tolerance);
    Fade fade = new Fade(plate);
    List<Masked> lit = lit(frames, masks, fade);
    double residue = residue(lit, moving, plate, false);
    boolean follows =
        settings.plate() == KeyingSettings.PlateMode.PER_FRAME
            || (settings.plate() == KeyingSettings.PlateMode.AUTO
                && (residue > MOVING
                    || isShadowed(lit, plate, key)
                    || frames.stream().anyMatch(fade::isFaded)
                    || all.parallelStream().anyMatch(fade::isFaded)));
    if (follows) {
      residue = residue(lit, moving, plate, true);
    }
    byte[] still = plate.pixels();
    OwnColors owns =
        OwnColors.of(
            grid,
            key,
            lit.stream().map(Masked::frame).toList(),
            frame -> follows ? moving.of(frame) : still);
    return new MeasuredScreen(key, plate, follows, matte(settings.matte(), residue), owns, zones);
  }

  /** The stretch of the clip that it is shown in from a time on, in seconds. */
  ScreenStretch from(double seconds) {
    return new ScreenStretch(seconds, key, matte, zones.clears());
  }

  /** What works out the sides of its frames: one for each thread. */
  FrameSides sides(KeyingSettings settings, ChromaSampling sampling) {
    return new FrameSides(this, settings, sampling);
  }

  /** A picture, and which of its cells show the screen. */
  private record Masked(byte[] frame, boolean[] screen) {}

  /** The pictures that have not faded; all where they all have. */
  private static List<Masked> lit(List<byte[]> frames, List<boolean[]> masks, Fade fade) {
    List<Masked> all =
        IntStream.range(0, frames.size())
            .mapToObj(i -> new Masked(frames.get(i), masks.get(i)))
            .toList();
    List<Masked> lit = all.stream().filter(picture -> !fade.isFaded(picture.frame())).toList();
    return lit.isEmpty() ? all : lit;
  }

  /** Whether a shadow moves over the screen: some of the pictures have what the plate has not. */
  private static boolean isShadowed(List<Masked> pictures, CleanPlate plate, MeasuredKey key) {
    MovingShadow shadow = new MovingShadow(plate, key);
    long shadowed =
        pictures.parallelStream()
            .filter(picture -> shadow.isIn(picture.frame(), picture.screen()))
            .count();
    return shadowed >= Math.max(1, LEAST_SHADOWED * pictures.size());
  }

  /** The coverage that most of the empty screen stays below, in the worst of the pictures. */
  private static double residue(
      List<Masked> pictures, MovingPlate moving, CleanPlate plate, boolean follows) {
    byte[] still = plate.pixels();
    return pictures.parallelStream()
        .mapToDouble(
            picture -> {
              byte[] frame = picture.frame();
              boolean[] screen = picture.screen();
              byte[] empty = follows ? moving.of(frame, screen) : still;
              return moving.residue(frame, screen, empty, MOST_OF_THE_SCREEN);
            })
        .max()
        .orElse(0);
  }

  /** Measuring never takes from what the tolerance or the dashboard's sliders have raised. */
  private static MatteSettings matte(MatteSettings given, double residue) {
    double black = given.clipBlack();
    return given.clipBlackGiven()
        ? given
        : given.withClipBlack(Math.max(black, Math.min(HIGHEST_CLIP_BLACK, black + residue)));
  }

  private static CleanPlate plate(
      AnalysisGrid grid,
      List<byte[]> frames,
      List<boolean[]> masks,
      MeasuredKey key,
      KeyingSettings settings) {
    if (settings.plate() == KeyingSettings.PlateMode.OFF) {
      return CleanPlate.flat(grid, key);
    }
    CleanPlate seen = CleanPlate.of(grid, frames, masks, key);
    boolean enough = seen.seen() >= LEAST_SEEN || settings.plate() != KeyingSettings.PlateMode.AUTO;
    return enough ? seen : seen.flattened(key);
  }
}
