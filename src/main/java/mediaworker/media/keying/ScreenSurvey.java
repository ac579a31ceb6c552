package mediaworker.media.keying;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;

/**
 * What the analysis pass finds: the screen's colour and the screen without the subject.
 *
 * @param key the colour
 * @param plate the empty screen
 * @param sides what the matte's filters need beside the clip, in the order of {@link
 *     MatteGraph#chains}
 */
record ScreenSurvey(MeasuredKey key, CleanPlate plate, List<SideInput> sides) {

  /** With less of the plate seen than this, {@code AUTO} takes the screen for even. */
  private static final double LEAST_SEEN = 0.1;

  /** What is looked for when a person insists: anything that is at all green or blue. */
  private static final double LEAST_DIFFERENCE_FORCED = 0.05;

  /**
   * Looks at a clip.
   *
   * @param workDir for the files of the sides
   * @throws MediaException when it has no screen, unless the settings insist
   */
  static ScreenSurvey of(
      Ffmpeg ffmpeg,
      MediaInfo source,
      MediaInfo.Video video,
      WorkingFormat working,
      KeyingSettings settings,
      Path workDir,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    AnalysisGrid grid = AnalysisGrid.of(video.shownWidth(), video.shownHeight());
    List<byte[]> frames =
        new ScreenSamples(ffmpeg).read(source, video, working, grid, cancellation);
    double tolerance = settings.matte().tolerance();
    Optional<MeasuredKey> measured =
        new KeyMeter(
                grid,
                working.matrix(),
                settings.force() ? LEAST_DIFFERENCE_FORCED : KeyColor.LEAST_DIFFERENCE)
            .measure(frames, settings.keyColor(), tolerance);
    String name = String.valueOf(source.file().getFileName());
    if (measured.isEmpty()) {
      throw MediaException.badInput(
          ("No %s screen was found in %s: nothing in it is clearly of such a colour."
                  + " Set key_color to the screen's colour, as #rrggbb%s.")
              .formatted(
                  sought(settings),
                  name,
                  settings.force() ? "" : ", or set \"force\": true to key it all the same"));
    }
    MeasuredKey key = measured.get();
    if (!key.isConvincing() && !settings.force()) {
      throw MediaException.badInput(notConvincing(key, settings, name));
    }
    CleanPlate plate = plate(grid, frames, key, settings);
    SideInput side = SideInput.still(workDir, grid.width(), grid.height(), 3, plate.pixels());
    return new ScreenSurvey(key, plate, List.of(side));
  }

  private static CleanPlate plate(
      AnalysisGrid grid, List<byte[]> frames, MeasuredKey key, KeyingSettings settings) {
    if (settings.plate() == KeyingSettings.PlateMode.OFF) {
      return CleanPlate.flat(grid, key);
    }
    CleanPlate seen = CleanPlate.of(grid, frames, key, settings.matte().tolerance());
    boolean enough =
        seen.seen() >= LEAST_SEEN || settings.plate() == KeyingSettings.PlateMode.STATIC;
    return enough ? seen : seen.flattened(key);
  }

  private static String notConvincing(MeasuredKey key, KeyingSettings settings, String name) {
    boolean given = settings.keyColor().kind() == KeyColor.Kind.EXACT;
    return String.format(
        Locale.ROOT,
        "No %s screen was found in %s: only %.0f %% of the picture's border has %s %s. %s, or set"
            + " \"force\": true to key it all the same.",
        sought(settings),
        name,
        Math.floor(100 * key.confidence()),
        given ? "the key_color" : "its likeliest colour,",
        key.hex(),
        given
            ? "Correct key_color (or leave it out to have it measured)"
            : "Set key_color to the screen's colour");
  }

  private static String sought(KeyingSettings settings) {
    return switch (settings.keyColor().kind()) {
      case AUTO -> "green or blue";
      case GREEN -> "green";
      case BLUE -> "blue";
      case EXACT -> "matching";
    };
  }
}
