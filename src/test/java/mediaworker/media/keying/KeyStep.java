package mediaworker.media.keying;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;

/** Times the key step alone: decode, analysis and matte, with nothing encoded. For the lab. */
public final class KeyStep {

  private KeyStep() {}

  /**
   * What it took, in seconds.
   *
   * @param analysis until the filters could begin
   * @param total all of it
   */
  public record Times(double analysis, double total) {}

  /** Keys a clip into nothing. */
  public static Times run(Ffmpeg ffmpeg, MediaInfo clip, Path workDir)
      throws MediaException, IOException, InterruptedException {
    long started = System.nanoTime();
    MediaInfo.Video video = clip.picture().orElseThrow();
    WorkingFormat working = WorkingFormat.of(video);
    KeyingSettings settings = KeyingSettings.DEFAULTS;
    KeyingRequest request =
        new KeyingRequest(clip, settings, OutputFormat.WEBM, java.util.Optional.empty());
    ScreenSurvey survey =
        ScreenSurvey.of(ffmpeg, request, video, working, workDir, new Cancellation());
    double analysis = (System.nanoTime() - started) / 1e9;
    MatteGraph matte =
        new MatteGraph(
            survey.key(),
            survey.matte(),
            settings.spill(),
            settings.corrections(),
            video.shownWidth(),
            video.shownHeight());
    List<String> sides = new ArrayList<>();
    List<String> arguments = new ArrayList<>(threads());
    arguments.addAll(Ffmpeg.input(clip));
    for (SideInput side : survey.sides()) {
      arguments.addAll(side.arguments());
      sides.add((sides.size() + 1) + ":v");
    }
    List<String> chains = new ArrayList<>(List.of("[0:V:0]" + working.filters() + "[clip]"));
    chains.addAll(matte.chains("clip", sides, "out"));
    arguments.addAll(List.of("-filter_complex", String.join(";", chains), "-map", "[out]"));
    arguments.addAll(List.of("-f", "null", "-"));
    ffmpeg.run(arguments, Progress.Listener.NONE, new Cancellation());
    return new Times(analysis, (System.nanoTime() - started) / 1e9);
  }

  /** Runs FFmpeg's chromakey into nothing, with as many threads; seconds. */
  public static double chromakey(Ffmpeg ffmpeg, MediaInfo clip)
      throws MediaException, IOException, InterruptedException {
    long started = System.nanoTime();
    List<String> arguments = new ArrayList<>(threads());
    arguments.addAll(Ffmpeg.input(clip));
    arguments.addAll(
        List.of("-filter_complex", "[0:V:0]chromakey=0x00b140:0.1:0.1[out]", "-map", "[out]"));
    arguments.addAll(List.of("-f", "null", "-"));
    ffmpeg.run(arguments, Progress.Listener.NONE, new Cancellation());
    return (System.nanoTime() - started) / 1e9;
  }

  private static List<String> threads() {
    return List.of("-threads", "2");
  }
}
