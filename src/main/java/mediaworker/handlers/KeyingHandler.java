package mediaworker.handlers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import mediaworker.assets.AssetException;
import mediaworker.assets.AssetLibrary;
import mediaworker.assets.AssetLibrary.Shelf;
import mediaworker.assets.Output;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobHandler;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.Stage;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.Background;
import mediaworker.media.keying.Keyer;
import mediaworker.media.keying.KeyingReport;
import mediaworker.media.keying.KeyingRequest;
import mediaworker.media.keying.OutputFormat;

/**
 * Keys a clip or picture: as a job of its own, or as a keying lap of a row that has a video in
 * {@code result_data}. Holds no state; one instance serves all threads.
 */
public final class KeyingHandler implements JobHandler<KeyingPayload> {

  /** The job type. */
  public static final String TYPE = "keying";

  /** A video's path or URL ends in an extension, perhaps with a query; a text does not. */
  private static final Pattern FILE_REFERENCE =
      Pattern.compile("[^\\r\\n]{1,2000}\\.[A-Za-z0-9]{2,5}(\\?[^\\s]*)?");

  private final Ffmpeg ffmpeg;
  private final AssetLibrary assets;
  private final Keyer keyer;

  public KeyingHandler(Ffmpeg ffmpeg, AssetLibrary assets) {
    this.ffmpeg = ffmpeg;
    this.assets = assets;
    this.keyer = new Keyer(ffmpeg);
  }

  @Override
  public Set<String> kinds() {
    return Set.of(TYPE, Job.KEYING_LAP);
  }

  @Override
  public KeyingPayload decode(Job job) throws JobFailure {
    if (job.stage() == Stage.KEYING) {
      InputFields fields = InputFields.of("keying_settings", job.keyingSettings());
      return new KeyingFields(fields).read(source(job), true);
    }
    InputFields fields =
        InputFields.of("input_data", job.inputData()).and("keying_settings", job.keyingSettings());
    return new KeyingFields(fields).read(fields.text("video", "image"), false);
  }

  private static String source(Job job) throws JobFailure {
    String result = job.resultData() == null ? "" : job.resultData().strip();
    if (!FILE_REFERENCE.matcher(result).matches()) {
      throw JobFailure.input(
          result.isEmpty()
              ? "There is nothing to key: result_data of this row is empty. Only a row with a"
                  + " video or picture in it can be sent to keying."
              : "There is nothing to key: result_data of this row is no path or URL of a video or"
                  + " picture.");
    }
    return result;
  }

  @Override
  public JobResult run(KeyingPayload payload, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    try {
      return keyed(payload, context);
    } catch (AssetException e) {
      throw Failures.of(e);
    } catch (MediaException e) {
      throw Failures.of(e);
    }
  }

  private JobResult keyed(KeyingPayload payload, JobContext context)
      throws AssetException, MediaException, JobFailure, IOException, InterruptedException {
    List<String> files = new ArrayList<>(List.of(payload.source()));
    payload
        .background()
        .filter(text -> Background.Color.parse(text).isEmpty())
        .ifPresent(files::add);
    assets.check(shelf(context.job()), files);
    context.progress(0, "fetching the clip");
    MediaInfo source = fetched(payload.source(), context);
    Optional<Background> background = background(payload, context);
    List<OutputFormat> formats = formats(payload, source, background.isPresent());
    List<Output> outputs = new ArrayList<>();
    try {
      List<KeyingReport> reports = new ArrayList<>();
      for (OutputFormat format : formats) {
        Output output = output(payload, format.extension(source.isStill()), context);
        outputs.add(output);
        KeyingRequest request =
            new KeyingRequest(
                source,
                payload.settings(),
                format,
                reports.isEmpty() ? background : Optional.empty());
        double from = (double) reports.size() / formats.size();
        reports.add(
            keyer.key(
                request,
                context.workDir(),
                output.part(),
                (fraction, message) ->
                    context.progress(
                        from + fraction / formats.size(),
                        formats.size() == 1 ? message : format.word() + ": " + message),
                context.cancellation()));
      }
      context.cancellation().throwIfCancelled();
      return published(outputs, reports.get(0));
    } finally {
      outputs.forEach(Output::close);
    }
  }

  /** Extra files first: once the result is there, the job must not fail any more. */
  private static JobResult published(List<Output> outputs, KeyingReport report) throws IOException {
    StringBuilder note = new StringBuilder(report.note());
    for (Output extra : outputs.subList(1, outputs.size())) {
      note.append(" Also written: ").append(extra.publish()).append('.');
    }
    return new JobResult.Finished(outputs.get(0).publish(), note.toString());
  }

  private MediaInfo fetched(String reference, JobContext context)
      throws AssetException, MediaException, IOException, InterruptedException {
    Path file = assets.fetch(reference, context.workDir(), context.cancellation());
    return ffmpeg.probe(file, context.cancellation());
  }

  private Optional<Background> background(KeyingPayload payload, JobContext context)
      throws AssetException, MediaException, IOException, InterruptedException {
    if (payload.background().isEmpty()) {
      return Optional.empty();
    }
    String text = payload.background().get();
    Optional<Background.Color> color = Background.Color.parse(text);
    return color.isPresent()
        ? Optional.of(color.get())
        : Optional.of(new Background.File(fetched(text, context)));
  }

  /** The result's format and then those of extra files. */
  private static List<OutputFormat> formats(
      KeyingPayload payload, MediaInfo source, boolean background) throws JobFailure {
    if (source.isStill()) {
      // A lap's WebM is not a person's wish, and an MP4 of one picture is not meant either.
      Optional<OutputFormat> wrong =
          payload
              .output()
              .filter(format -> format != OutputFormat.PNG && format != OutputFormat.WEBM)
              .filter(format -> !(format == OutputFormat.MP4 && background));
      if (wrong.isPresent()) {
        throw JobFailure.input(
            "A still picture is keyed to PNG; \"output\" "
                + wrong.get().word()
                + " is for clips. Leave it out.");
      }
      return List.of(OutputFormat.PNG);
    }
    List<OutputFormat> formats = new ArrayList<>();
    formats.add(payload.output().orElse(background ? OutputFormat.MP4 : OutputFormat.WEBM));
    if (payload.extras().gif() && !formats.contains(OutputFormat.GIF)) {
      formats.add(OutputFormat.GIF);
    }
    if (payload.extras().pngZip() && !formats.contains(OutputFormat.PNG)) {
      formats.add(OutputFormat.PNG);
    }
    return formats;
  }

  private Output output(KeyingPayload payload, String extension, JobContext context)
      throws AssetException, IOException {
    Job job = context.job();
    return assets.newOutput(
        shelf(job),
        "keyed_" + job.id(),
        extension,
        payload.outputName().map(name -> withoutExtension(name)).orElse(null),
        context.claimName());
  }

  private static Shelf shelf(Job job) {
    return job.stage() == Stage.KEYING ? Shelf.KEYED : Shelf.OUTPUT;
  }

  /** One name serves files of several extensions, so a known one is taken off. */
  private static String withoutExtension(String name) {
    int dot = name.lastIndexOf('.');
    String extension = name.substring(dot + 1).toLowerCase(Locale.ROOT);
    boolean known = Set.of("webm", "mov", "mp4", "gif", "webp", "png", "zip").contains(extension);
    return dot > 0 && known ? name.substring(0, dot) : name;
  }
}
