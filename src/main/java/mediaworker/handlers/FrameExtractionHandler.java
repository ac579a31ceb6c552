package mediaworker.handlers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import mediaworker.assets.AssetException;
import mediaworker.assets.AssetLibrary;
import mediaworker.assets.Output;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobHandler;
import mediaworker.jobs.JobResult;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.trim.FrameGrabber;
import org.jspecify.annotations.Nullable;

/**
 * The dashboard's {@code frame_extraction}: one picture of a video as PNG, transparency kept.
 *
 * <p>Fields: {@code source_video}, {@code time} (seconds), {@code output_name}.
 */
public final class FrameExtractionHandler implements JobHandler<FrameExtractionHandler.Input> {

  private static final double LONGEST_SECONDS = 24 * 3600;

  /**
   * The row's fields.
   *
   * @param video path or URL as the row has it
   * @param seconds the time of the picture
   * @param outputName the file name a person wants; null for the worker's own
   */
  public record Input(String video, double seconds, @Nullable String outputName) {}

  private final AssetLibrary assets;
  private final FrameGrabber grabber;

  public FrameExtractionHandler(AssetLibrary assets, Ffmpeg ffmpeg) {
    this.assets = assets;
    this.grabber = new FrameGrabber(ffmpeg);
  }

  @Override
  public Set<String> kinds() {
    return Set.of("frame_extraction");
  }

  @Override
  public Input decode(Job job) throws JobFailure {
    InputFields fields = InputFields.of("input_data", job.inputData());
    String video = fields.text("source_video");
    double seconds = fields.requiredNumber("time", 0, LONGEST_SECONDS);
    String outputName = fields.outputName().orElse(null);
    fields.done();
    return new Input(video, seconds, outputName);
  }

  @Override
  public Optional<String> recipe(Input input) {
    return Optional.of("2");
  }

  @Override
  public JobResult run(Input input, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    try {
      assets.check(AssetLibrary.Shelf.LIBRARY, List.of(input.video()));
      context.progress(0, "fetching " + input.video());
      Path file = assets.fetch(input.video(), context.workDir(), context.cancellation());
      try (Output output =
          assets.newOutput(
              AssetLibrary.Shelf.LIBRARY,
              "frame_" + context.job().id(),
              "png",
              input.outputName(),
              context.claimName())) {
        FrameGrabber.Grabbed frame =
            grabber.grab(file, input.seconds(), output.part(), context.cancellation());
        return new JobResult.Finished(
            output.publish(),
            String.format(Locale.ROOT, "picture %d, at %.3f s", frame.index(), input.seconds())
                + frame.ordinary().map(note -> "; " + note).orElse("")
                + frame.damage().map(damage -> "; " + damage).orElse(""));
      }
    } catch (AssetException e) {
      throw Failures.of(e);
    } catch (MediaException e) {
      throw Failures.of(e);
    }
  }
}
