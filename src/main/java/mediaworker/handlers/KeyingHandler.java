package mediaworker.handlers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mediaworker.assets.AssetException;
import mediaworker.assets.AssetLibrary;
import mediaworker.assets.AssetLibrary.Shelf;
import mediaworker.assets.DiskNeed;
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
import mediaworker.media.keying.Keyer;
import mediaworker.media.keying.KeyingReport;
import mediaworker.media.keying.request.Composite;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.OutputFormat;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

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
      InputFields fields = InputFields.begun("keying_settings", job.keyingSettings());
      return new KeyingFields(fields).read(source(job), true);
    }
    InputFields fields =
        InputFields.of("input_data", job.inputData()).and("keying_settings", job.keyingSettings());
    if (fields.says("video") && fields.says("image")) {
      fields.problem("the row has both \"video\" and \"image\"; a job keys one file");
    }
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

  /** Extra files belong to the row that asked for them, so a job with such makes all itself. */
  @Override
  public Optional<String> recipe(KeyingPayload payload) {
    boolean alone = !payload.extras().gif() && !payload.extras().pngZip();
    return alone ? Optional.of("3") : Optional.empty();
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
    KeyingInputs inputs = KeyingInputs.of(payload, shelf(context.job()), assets, ffmpeg, context);
    MediaInfo source = inputs.source();
    List<OutputFormat> formats = formats(payload, source, inputs.composite().isPresent());
    long bytes = formats.stream().mapToLong(format -> format.estimate(source)).sum();
    long work = Keyer.workBytes(request(payload, inputs, formats.get(0), inputs.composite()));
    // Parts are written first and then joined.
    assets.requireRoom(
        shelf(context.job()), context.workDir(), DiskNeed.estimated(work + bytes, bytes));
    List<Output> outputs = new ArrayList<>();
    try {
      List<KeyingReport> reports = new ArrayList<>();
      for (OutputFormat format : formats) {
        Output output = output(payload, format.extension(source.isStill()), context);
        outputs.add(output);
        KeyingRequest request =
            request(
                payload, inputs, format, reports.isEmpty() ? inputs.composite() : Optional.empty());
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
      boolean left = source.isStill() && (payload.extras().gif() || payload.extras().pngZip());
      return published(outputs, reports.get(0), left, context.job().stage());
    } finally {
      outputs.forEach(Output::close);
    }
  }

  private static KeyingRequest request(
      KeyingPayload payload,
      KeyingInputs inputs,
      OutputFormat format,
      Optional<Composite> composite) {
    return new KeyingRequest(
        inputs.source(), payload.settings(), format, composite, inputs.sticker(), inputs.mattes());
  }

  /**
   * Extra files first: once the result is there, the job must not fail any more.
   *
   * @param left whether extra files were asked for that a still picture has not
   */
  private static JobResult published(
      List<Output> outputs, KeyingReport report, boolean left, Stage stage) throws IOException {
    StringBuilder note = new StringBuilder(report.note());
    if (left) {
      note.append(" A still picture has no GIF and no pictures in a ZIP beside it.");
    }
    List<String> extras = new ArrayList<>();
    for (Output extra : outputs.subList(1, outputs.size())) {
      extras.add(extra.publish());
    }
    extras.forEach(extra -> note.append(" Also written: ").append(extra).append('.'));
    String result = outputs.get(0).publish();
    // The outputs of a row that is on a lap are those of the job before it.
    List<String> all =
        extras.isEmpty() || stage == Stage.KEYING
            ? List.of()
            : Stream.concat(Stream.of(result), extras.stream()).toList();
    return new JobResult.Finished(result, note.toString(), all, findings(report, extras));
  }

  private static String findings(KeyingReport report, List<String> extras) {
    ObjectNode findings = JsonMapper.shared().createObjectNode();
    findings
        .put("key_color", report.keyColor())
        .put("agreement", Math.round(1000 * report.confidence()) / 1000.0)
        .put("guessed_cells", report.guessedCells())
        .put("plate_cells", report.plateCells())
        .put("frames", report.frames())
        .put("seconds", Math.round(10 * report.seconds()) / 10.0);
    if (report.shots().size() > 1) {
      ArrayNode shots = findings.putArray("shots");
      report
          .shots()
          .forEach(
              shot ->
                  shots
                      .addObject()
                      .put("from", Math.round(1000 * shot.from()) / 1000.0)
                      .put("key_color", shot.keyColor()));
    }
    report.warnings().forEach(findings.putArray("warnings")::add);
    extras.forEach(findings.putArray("extra_files")::add);
    return findings.toString();
  }

  /** The result's format and then those of extra files. */
  private static List<OutputFormat> formats(
      KeyingPayload payload, MediaInfo source, boolean background) throws JobFailure {
    if (source.isStill()) {
      // Over a background a PNG is meant: the fields ask for MP4 there, whatever the source.
      Optional<OutputFormat> wrong =
          payload
              .output()
              .filter(format -> format != OutputFormat.PNG)
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
