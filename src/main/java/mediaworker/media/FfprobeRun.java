package mediaworker.media;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import mediaworker.concurrent.Cancellation;
import mediaworker.process.ProcessEnd;
import mediaworker.process.ProcessRequest;
import mediaworker.process.ProcessRunner;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs ffprobe on a file, and says in a sentence what went wrong. */
final class FfprobeRun {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration LIMIT = Duration.ofMinutes(1);

  /** An image's path with what may be FFmpeg's numbering ("%03d") in it, in a folder's name too. */
  private static final Pattern NUMBERED_IMAGE =
      Pattern.compile("%.*\\.(png|jpe?g|webp|bmp|tiff?|gif)$", Pattern.CASE_INSENSITIVE);

  private final FfmpegBinaries binaries;
  private final ProcessRunner processes;
  private final String formats;

  /**
   * @param formats FFmpeg's names of the file formats that are taken, comma separated
   */
  FfprobeRun(FfmpegBinaries binaries, ProcessRunner processes, String formats) {
    this.binaries = binaries;
    this.processes = processes;
    this.formats = formats;
  }

  /**
   * Asks something of a file.
   *
   * @param questions arguments that say what is to be shown
   * @return the answer
   * @throws MediaException when the file cannot be read, or not within a minute
   */
  JsonNode ask(Path file, List<String> questions, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    AtomicReference<byte[]> output = new AtomicReference<>(new byte[0]);
    List<String> all = new ArrayList<>(List.of("-show_data_hash", "MD5"));
    all.addAll(questions);
    execute(file, all, LIMIT, (in, alive) -> output.set(in.readAllBytes()), cancellation);
    try {
      return JSON.readTree(output.get());
    } catch (JacksonException e) {
      throw unreadable(file);
    }
  }

  /** That an answer makes no sense. */
  static MediaException unreadable(Path file) {
    return MediaException.fault("ffprobe's answer about " + name(file) + " could not be read.");
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  /**
   * Asks something of a file, and has the answer read while it comes.
   *
   * @param questions arguments that say what is to be shown
   * @param limit how long it may take
   * @throws MediaException when the file cannot be read, or not within the limit
   */
  void execute(
      Path file,
      List<String> questions,
      Duration limit,
      ProcessRequest.Stdout stdout,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                binaries.ffprobe().toString(),
                "-v",
                "error",
                "-protocol_whitelist",
                "file",
                "-format_whitelist",
                formats,
                "-of",
                "json=compact=1"));
    command.addAll(questions);
    if (NUMBERED_IMAGE.matcher(file.toAbsolutePath().toString()).find()) {
      // FFmpeg would take the name for a pattern and look for other files.
      command.addAll(List.of("-f", "image2", "-pattern_type", "none"));
    }
    command.addAll(List.of("-i", "file:" + file.toAbsolutePath()));
    ProcessRequest request =
        new ProcessRequest(command, binaries.environment(), null, stdout, limit, null);
    ProcessEnd end = processes.run(request, cancellation);
    cancellation.throwIfCancelled();
    if (end.how() == ProcessEnd.How.TIME_LIMIT) {
      throw MediaException.badInput(
          "The file " + name(file) + " could not be examined within " + limit.toSeconds() + " s.");
    }
    if (FfmpegMessages.isKill(end.exitCode())) {
      throw FfmpegMessages.killed();
    }
    if (!end.ok()) {
      List<String> stderr = FfmpegMessages.withoutNoise(end.stderr());
      Optional<String> format = FfmpegMessages.refusedFormat(stderr);
      throw MediaException.badInput(
          format.isPresent()
              ? "The file "
                  + name(file)
                  + " is of a format that is not taken ("
                  + format.get()
                  + "): convert it, a picture to PNG, JPEG or WebP, a video to MP4, MOV or WebM."
              : "The file "
                  + name(file)
                  + " is not a media file that can be read, or it is broken: "
                  + FfmpegMessages.reason(stderr)
                      .replace("file:" + file.toAbsolutePath() + ": ", ""));
    }
  }
}
