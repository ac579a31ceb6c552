package mediaworker.media.keying.analysis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.analysis.clip.ClipFrames;
import mediaworker.media.keying.analysis.clip.FrameMemory.Scratch;
import mediaworker.media.keying.analysis.clip.MeasuringProgress;
import mediaworker.media.keying.analysis.clip.ScreenSamples;
import mediaworker.media.keying.analysis.clip.SmallPictures;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.screen.KeyMeter;
import mediaworker.media.keying.analysis.screen.Outdoors;
import mediaworker.media.keying.analysis.zones.KeptWall;
import mediaworker.media.keying.analysis.zones.RegionPicture;
import mediaworker.media.keying.analysis.zones.Zones;
import mediaworker.media.keying.color.ChromaSampling;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.color.WorkingFormat;
import mediaworker.media.keying.request.KeyColor;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.OutputFormat;

/**
 * What the analysis pass finds: the screen's colour and the screen without the subject, or several
 * where a clip is cut from shots with different ones.
 *
 * @param stretches when which screen is shown; one for the whole clip where it is the same
 * @param cells of the analysis in a picture
 * @param guessedCells those of the empty screen that are never seen, and were filled from others
 * @param working how the clip is brought to what keying works in
 * @param end when the clip's last picture ends, in seconds as ffmpeg's filters see it
 * @param sides what the matte's filters need beside the clip, in the order of {@code
 *     MatteGraph.chains}
 * @param complaints what FFmpeg wrote to standard error while it decoded the clip
 * @param warnings what a person should know of the shots and of walls, as sentences
 */
public record ScreenSurvey(
    List<ScreenStretch> stretches,
    int cells,
    int guessedCells,
    WorkingFormat working,
    double end,
    List<SideInput> sides,
    List<String> complaints,
    List<String> warnings) {

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
    // First, so that a painting that cannot be read is told of before the clip is gone through.
    List<RegionFile> regions = regions(ffmpeg, request, video, scratch, cancellation);
    AnalysisGrid grid = AnalysisGrid.of(video.shownWidth(), video.shownHeight());
    SmallPictures small = new SmallPictures(video, working, grid);
    ClipFrames clip = new ClipFrames(ffmpeg, source, small, grid, scratch, cancellation);
    KeyMeter meter =
        new KeyMeter(
            grid,
            working.matrix(),
            settings.force() ? LEAST_DIFFERENCE_FORCED : KeyColor.LEAST_DIFFERENCE);
    ShotScreens.Measuring measuring =
        new ShotScreens.Measuring(grid, working.matrix(), meter, settings);
    ShotScreens shots =
        shots(ffmpeg, request, video, small, clip, measuring, progress, cancellation);
    Screenless screenless = new Screenless(settings, source);
    List<String> warnings = new ArrayList<>(screenless.of(shots, clip));
    clip.lines().warning().ifPresent(warnings::add);
    List<MeasuredScreen> screens = new ArrayList<>();
    List<KeptWall> walls = new ArrayList<>();
    for (ShotScreens.Pictures pictures : shots.screens()) {
      List<byte[]> some = pictures.some();
      MeasuredKey key =
          screenless.convincing(
              meter.measure(some, settings.keyColor(), settings.matte().tolerance()),
              new Outdoors(grid, working.matrix(), some));
      Zones zones = Zones.of(grid, some, key, settings.matte().tolerance());
      walls.addAll(zones.walls());
      screens.add(MeasuredScreen.of(grid, key, some, pictures.all(), settings, zones));
    }
    for (RegionFile region : regions) {
      walls.removeAll(region.held() ? List.of() : region.covered(walls));
    }
    KeptWall.warning(walls).ifPresent(warnings::add);
    boolean follows = screens.size() > 1 || screens.get(0).follows();
    Looked looked = new Looked(shots, screens, settings, working.sampling());
    Sides beside = new Sides(grid, ffmpeg.threads(), looked, follows, scratch.folder());
    // Where each frame is needed once, and has no plate of its own, it is looked at when its turn
    // to be keyed has come.
    boolean once = !source.isStill() && request.format() != OutputFormat.GIF;
    List<SideInput> measured =
        once && !follows && !clip.kept().isEmpty()
            ? beside.stream(clip)
            : beside.write(clip, progress);
    if (SideInput.stream(measured) == null) {
      clip.letGo();
    }
    return new ScreenSurvey(
        stretches(shots, screens, clip),
        grid.cells(),
        screens.stream().mapToInt(screen -> screen.plate().guessedCells()).max().orElseThrow(),
        clip.working(),
        clip.times().end(),
        SideInput.ordered(measured, regions),
        clip.complaints(),
        warnings);
  }

  /** What a person clears and holds, at the clip's own size. */
  private static List<RegionFile> regions(
      Ffmpeg ffmpeg,
      KeyingRequest request,
      MediaInfo.Video video,
      Scratch scratch,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    int width = video.shownWidth();
    int height = video.shownHeight();
    RegionPicture drawn = new RegionPicture(ffmpeg, scratch.folder(), width, height);
    List<RegionFile> regions = new ArrayList<>();
    KeyingSettings.Corrections corrections = request.settings().corrections();
    drawn
        .draw(corrections.garbage(), request.mattes().garbage(), cancellation)
        .ifPresent(file -> regions.add(new RegionFile(file, width, height, false)));
    drawn
        .draw(corrections.hold(), request.mattes().hold(), cancellation)
        .ifPresent(file -> regions.add(new RegionFile(file, width, height, true)));
    return regions;
  }

  /** What was found of all screens. */
  private record Looked(
      ShotScreens shots,
      List<MeasuredScreen> screens,
      KeyingSettings settings,
      ChromaSampling sampling)
      implements Sides.Looking {

    @Override
    public int screen(int frame) {
      return shots.screenAt(frame);
    }

    @Override
    public FrameSides sides(int screen) {
      return screens.get(screen).sides(settings, sampling);
    }
  }

  /** Looks for shots where the clip is kept, or where pictures from all over it tell of some. */
  private static ShotScreens shots(
      Ffmpeg ffmpeg,
      KeyingRequest request,
      MediaInfo.Video video,
      SmallPictures small,
      ClipFrames clip,
      ShotScreens.Measuring measuring,
      MeasuringProgress progress,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    // Who says what the screen's colour is says it for the whole clip.
    boolean measured = request.settings().keyColor().kind() != KeyColor.Kind.EXACT;
    if (clip.fits(video)) {
      ClipFrames.Seen seen = clip.keep(progress);
      ShotScreens.Pictures whole =
          new ShotScreens.Pictures(ScreenSamples.spread(seen.frames()), clip.kept());
      return measured && !seen.cuts().isEmpty()
          ? ShotScreens.of(measuring, seen, whole, cancellation)
          : ShotScreens.one(whole);
    }
    List<byte[]> samples =
        new ScreenSamples(ffmpeg).read(request.source(), video, small, cancellation);
    clip.paintOverLines(samples, samples);
    ShotScreens.Pictures whole = new ShotScreens.Pictures(samples, samples);
    return measured && ShotScreens.differ(samples, measuring)
        ? ShotScreens.of(measuring, clip.keep(progress), whole, cancellation)
        : ShotScreens.one(whole);
  }

  private static List<ScreenStretch> stretches(
      ShotScreens shots, List<MeasuredScreen> screens, ClipFrames clip) {
    List<ScreenStretch> stretches = new ArrayList<>();
    int last = -1;
    for (ShotScreens.Shot shot : shots.shots()) {
      if (shot.screen() != last) {
        double from = shot.first() == 0 ? 0 : clip.times().seconds(shot.first());
        stretches.add(screens.get(shot.screen()).from(from));
        last = shot.screen();
      }
    }
    return stretches;
  }

  /** Of the screens, the share of the border that agrees with the least convincing one, 0…1. */
  public double confidence() {
    return stretches.stream()
        .mapToDouble(stretch -> stretch.key().confidence())
        .min()
        .orElseThrow();
  }

  /** How many pictures of the clip could be decoded. */
  public int pictures() {
    return SideInput.ofFrames(sides).frames();
  }

  /** Whether the pictures have yet to be measured, while they are keyed. */
  public boolean measuresLater() {
    return SideInput.stream(sides) != null;
  }

  /** For how long the clip's pictures are shown, in seconds. */
  public double seconds() {
    return end - SideInput.ofFrames(sides).start();
  }
}
