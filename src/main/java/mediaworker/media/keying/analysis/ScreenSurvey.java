package mediaworker.media.keying.analysis;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.analysis.FrameMemory.Scratch;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.color.WorkingFormat;
import mediaworker.media.keying.request.KeyColor;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.KeyingSettings.MatteSettings;
import mediaworker.media.keying.request.OutputFormat;

/**
 * What the analysis pass finds: the screen's colour and the screen without the subject.
 *
 * @param key the colour
 * @param cells of the analysis in a picture
 * @param guessedCells those of the empty screen that are never seen, and were filled from others
 * @param matte the settings for the matte, clip black chosen for this clip unless a person has
 * @param sides what the matte's filters need beside the clip, in the order of {@code
 *     MatteGraph.chains}
 * @param complaints what FFmpeg wrote to standard error while it decoded the clip
 */
public record ScreenSurvey(
    MeasuredKey key,
    int cells,
    int guessedCells,
    MatteSettings matte,
    List<SideInput> sides,
    List<String> complaints) {

  /** Where empty cells differ this much from a plate for the whole clip, the plate must follow. */
  private static final double MOVING = 0.04;

  /** Of the empty cells, those that decide about clip black and about a moving plate. */
  private static final double MOST_OF_THE_SCREEN = 0.7;

  private static final double HIGHEST_CLIP_BLACK = 0.12;

  /** With less of the plate seen than this, {@code AUTO} takes the screen for even. */
  private static final double LEAST_SEEN = 0.1;

  /** What is looked for when a person insists: anything that is at all green or blue. */
  private static final double LEAST_DIFFERENCE_FORCED = 0.05;

  /** Looks at a clip without telling of progress. */
  public static ScreenSurvey of(
      Ffmpeg ffmpeg,
      KeyingRequest request,
      MediaInfo.Video video,
      WorkingFormat working,
      Scratch scratch,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    return of(ffmpeg, request, video, working, scratch, MeasuringProgress.NONE, cancellation);
  }

  /**
   * Looks at a clip.
   *
   * @param scratch for the files of the sides and the pictures that are kept: in use as long as the
   *     survey is
   * @throws MediaException when it has no screen, unless the settings insist
   */
  public static ScreenSurvey of(
      Ffmpeg ffmpeg,
      KeyingRequest request,
      MediaInfo.Video video,
      WorkingFormat working,
      Scratch scratch,
      MeasuringProgress progress,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    MediaInfo source = request.source();
    KeyingSettings settings = request.settings();
    AnalysisGrid grid = AnalysisGrid.of(video.shownWidth(), video.shownHeight());
    ClipFrames clip = new ClipFrames(ffmpeg, source, working, grid, scratch, cancellation);
    List<byte[]> frames =
        clip.fits(video)
            ? ScreenSamples.spread(clip.keep(progress))
            : new ScreenSamples(ffmpeg).read(source, video, working, grid, cancellation);
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
    MovingPlate moving = new MovingPlate(plate, key, tolerance);
    Fade fade = new Fade(plate);
    List<byte[]> lit = lit(frames, fade);
    double residue = residue(lit, moving, plate, false);
    boolean follows =
        settings.plate() == KeyingSettings.PlateMode.PER_FRAME
            || (settings.plate() == KeyingSettings.PlateMode.AUTO
                && (residue > MOVING
                    || frames.stream().anyMatch(fade::isFaded)
                    || clip.kept().stream().anyMatch(fade::isFaded)));
    if (follows) {
      residue = residue(lit, moving, plate, true);
    }
    Zones zones =
        Zones.of(
            grid,
            frames,
            key,
            settings,
            PaintedCells.of(request.mattes().hold(), ffmpeg, grid, cancellation),
            PaintedCells.of(request.mattes().garbage(), ffmpeg, grid, cancellation));
    byte[] still = plate.pixels();
    OwnColors owns = OwnColors.of(grid, key, lit, frame -> follows ? moving.of(frame) : still);
    List<FrameSides> workers =
        Stream.generate(() -> new FrameSides(key, plate, follows, owns, settings, zones))
            .limit(ffmpeg.threads())
            .toList();
    Sides beside = new Sides(grid, workers, follows, scratch.folder());
    // Where each frame is needed once, and has no plate of its own, it is looked at when its turn
    // to be keyed has come.
    boolean once = !source.isStill() && request.format() != OutputFormat.GIF;
    List<SideInput> sides =
        once && !follows && !clip.kept().isEmpty()
            ? beside.stream(clip)
            : beside.write(clip, progress);
    return new ScreenSurvey(
        key,
        grid.cells(),
        plate.guessedCells(),
        matte(settings.matte(), residue),
        sides,
        clip.complaints());
  }

  /** How many pictures of the clip could be decoded. */
  public int pictures() {
    return sides.get(sides.size() - 1).frames(); // what stands beside each of them
  }

  /** Whether the pictures have yet to be measured, while they are keyed. */
  public boolean measuresLater() {
    return SideInput.stream(sides) != null;
  }

  /** Seconds between two pictures of the clip, the most there are; 0 for a single one. */
  public double longestStep() throws IOException {
    double[] times = sides.get(sides.size() - 1).times();
    double longest = 0;
    for (int i = 1; i < times.length; i++) {
      longest = Math.max(longest, times[i] - times[i - 1]);
    }
    return longest;
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
    return frames.stream()
        .mapToDouble(
            frame -> moving.residue(frame, follows ? moving.of(frame) : still, MOST_OF_THE_SCREEN))
        .max()
        .orElse(0);
  }

  private static MatteSettings matte(MatteSettings given, double residue) {
    if (given.clipBlack() != MatteSettings.DEFAULTS.clipBlack()) {
      return given;
    }
    return new MatteSettings(
        given.tolerance(),
        Math.min(HIGHEST_CLIP_BLACK, given.clipBlack() + residue),
        given.clipWhite(),
        given.edgeOffset(),
        given.softness());
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
