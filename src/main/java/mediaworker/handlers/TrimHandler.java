package mediaworker.handlers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import mediaworker.assets.AssetException;
import mediaworker.assets.AssetLibrary;
import mediaworker.assets.DiskNeed;
import mediaworker.assets.Output;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobHandler;
import mediaworker.jobs.JobResult;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.timeline.Cut;
import mediaworker.media.trim.TrimReport;
import mediaworker.media.trim.TrimRequest;
import mediaworker.media.trim.Trimmer;
import org.jspecify.annotations.Nullable;

/**
 * The dashboard's {@code trim}: a part of a video as WebM, transparency kept.
 *
 * <p>Fields: {@code source_video_url}, {@code in_point} and {@code out_point} (seconds), {@code
 * pingpong}, {@code output_name}.
 */
public final class TrimHandler implements JobHandler<TrimHandler.Input> {

  private static final double LONGEST_SECONDS = 24 * 3600;

  /**
   * The row's fields.
   *
   * @param video path or URL as the row has it
   * @param inSeconds where the part begins
   * @param outSeconds where it ends
   * @param pingPong whether it is played forwards and backwards
   * @param outputName the file name a person wants; null for the worker's own
   */
  public record Input(
      String video,
      double inSeconds,
      double outSeconds,
      boolean pingPong,
      @Nullable String outputName) {}

  private final AssetLibrary assets;
  private final Trimmer trimmer;

  public TrimHandler(AssetLibrary assets, Ffmpeg ffmpeg) {
    this.assets = assets;
    this.trimmer = new Trimmer(ffmpeg);
  }

  @Override
  public Set<String> kinds() {
    return Set.of("trim");
  }

  @Override
  public Input decode(Job job) throws JobFailure {
    InputFields fields = InputFields.of("input_data", job.inputData());
    String video = fields.text("source_video_url");
    double in = fields.requiredNumber("in_point", 0, LONGEST_SECONDS);
    double out = fields.requiredNumber("out_point", 0, LONGEST_SECONDS);
    boolean pingPong = fields.flag("pingpong", false);
    String outputName = fields.outputName().orElse(null);
    if (fields.has("in_point") && fields.has("out_point") && out <= in) {
      fields.problem("\"out_point\" must be later than \"in_point\"");
    }
    fields.done();
    return new Input(video, in, out, pingPong, outputName);
  }

  @Override
  public Optional<String> recipe(Input input) {
    return Optional.of("3");
  }

  @Override
  public JobResult run(Input input, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    try {
      assets.check(AssetLibrary.Shelf.LIBRARY, List.of(input.video()));
      context.progress(0, "fetching " + input.video());
      Path file = assets.fetch(input.video(), context.workDir(), context.cancellation());
      Cut cut = new Cut(file, input.inSeconds(), OptionalDouble.of(input.outSeconds()));
      TrimRequest request = new TrimRequest(cut, input.pingPong());
      // A part is no larger than the whole, there and back it is two; VP9 may take more than its
      // file.
      assets.requireRoom(
          AssetLibrary.Shelf.LIBRARY,
          context.workDir(),
          DiskNeed.estimated(
              trimmer.workBytes(request, context.cancellation()),
              (input.pingPong() ? 4 : 2) * Files.size(file)));
      try (Output output =
          assets.newOutput(
              AssetLibrary.Shelf.LIBRARY,
              "trimmed_" + context.job().id(),
              Trimmer.EXTENSION,
              input.outputName(),
              context.claimName())) {
        TrimReport report =
            trimmer.trim(
                request,
                context.workDir(),
                output.part(),
                context::progress,
                context.cancellation());
        return new JobResult.Finished(output.publish(), note(report));
      }
    } catch (AssetException e) {
      throw Failures.of(e);
    } catch (MediaException e) {
      throw Failures.of(e);
    }
  }

  private static String note(TrimReport report) {
    return String.format(Locale.ROOT, "%d frames, %.2f s", report.frames(), report.seconds())
        + (report.alpha() ? ", transparency kept" : "")
        + (report.soundDropped() ? ", without sound since it runs backwards too" : "")
        + (report.toneMapped() ? ", HDR brought to ordinary colours (BT.709)" : "")
        + (report.deinterlaced() ? ", was interlaced and is not any more" : "")
        + report.endsEarly().map(end -> "; " + end).orElse("")
        + report.damage().map(damage -> "; " + damage).orElse("");
  }
}
