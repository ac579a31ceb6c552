package mediaworker.media.keying.analysis;

import java.util.List;
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
 * @param zones where the matte is decided from the start
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
    CleanPlate plate = plate(grid, frames, key, settings);
    MovingPlate moving = new MovingPlate(plate, key, settings.matte().tolerance());
    Fade fade = new Fade(plate);
    List<byte[]> lit = lit(frames, fade);
    double residue = residue(lit, moving, plate, false);
    boolean follows =
        settings.plate() == KeyingSettings.PlateMode.PER_FRAME
            || (settings.plate() == KeyingSettings.PlateMode.AUTO
                && (residue > MOVING
                    || frames.stream().anyMatch(fade::isFaded)
                    || all.stream().anyMatch(fade::isFaded)));
    if (follows) {
      residue = residue(lit, moving, plate, true);
    }
    byte[] still = plate.pixels();
    OwnColors owns = OwnColors.of(grid, key, lit, frame -> follows ? moving.of(frame) : still);
    return new MeasuredScreen(key, plate, follows, matte(settings.matte(), residue), owns, zones);
  }

  /** The stretch of the clip that it is shown in from a time on, in seconds. */
  ScreenStretch from(double seconds) {
    return new ScreenStretch(seconds, key, matte);
  }

  /** What works out the sides of its frames: one for each thread. */
  FrameSides sides(KeyingSettings settings, ChromaSampling sampling) {
    return new FrameSides(this, settings, sampling);
  }

  /** The pictures that have not faded; all where they all have. */
  private static List<byte[]> lit(List<byte[]> frames, Fade fade) {
    List<byte[]> lit = frames.stream().filter(frame -> !fade.isFaded(frame)).toList();
    return lit.isEmpty() ? frames : lit;
  }

  /** The coverage that most of the empty screen stays below, in the worst of the pictures. */
  private static double residue(
      List<byte[]> frames, MovingPlate moving, CleanPlate plate, boolean follows) {
    byte[] still = plate.pixels();
    return frames.parallelStream()
        .mapToDouble(
            frame -> moving.residue(frame, follows ? moving.of(frame) : still, MOST_OF_THE_SCREEN))
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
      AnalysisGrid grid, List<byte[]> frames, MeasuredKey key, KeyingSettings settings) {
    if (settings.plate() == KeyingSettings.PlateMode.OFF) {
      return CleanPlate.flat(grid, key);
    }
    CleanPlate seen = CleanPlate.of(grid, frames, key, settings.matte().tolerance());
    boolean enough = seen.seen() >= LEAST_SEEN || settings.plate() != KeyingSettings.PlateMode.AUTO;
    return enough ? seen : seen.flattened(key);
  }
}
