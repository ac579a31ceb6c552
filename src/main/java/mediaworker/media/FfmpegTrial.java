package mediaworker.media;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mediaworker.concurrent.Cancellation;
import mediaworker.process.ProcessEnd;
import mediaworker.process.ProcessRequest;
import mediaworker.process.ProcessRunner;

/**
 * Whether an ffmpeg runs on this machine: it was asked for its version.
 *
 * @param version what it calls itself; empty where it does not run
 * @param fault what happened instead, as it goes on behind the program's name: "ended with code 1,
 *     saying: …"; empty where it runs
 * @param missing the library that it lacks, where that is what keeps it from running
 */
record FfmpegTrial(String version, String fault, Optional<String> missing) {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** The first lines tell what is wrong, the later ones what came of it. */
  private static final int MOST_LINES = 3;

  private static final int MOST_LETTERS = 300;

  private static final Pattern MISSING =
      Pattern.compile("error while loading shared libraries: ([A-Za-z0-9._+-]+): cannot open");
  private static final Pattern VERSION = Pattern.compile("^ffmpeg version (\\S+)");
  private static final Pattern START_ERROR = Pattern.compile("(?s).*error=(\\d+), (.*)");

  /** What the system answers where a file is not there, be it only the loader that it names. */
  private static final String NO_SUCH_FILE = "2";

  private static final List<String> NOT_FOUND =
      List.of(": not found", ": No such file or directory");

  private static final String NO_LOADER =
      "what it is to be loaded by is not on this system (one with musl, such as Alpine, has no"
          + " loader for programs that want glibc)";

  /** Asks it. */
  static FfmpegTrial of(Path ffmpeg, Map<String, String> environment, ProcessRunner processes)
      throws InterruptedException {
    List<String> output = new ArrayList<>();
    ProcessEnd end;
    try {
      end = processes.run(request(ffmpeg, environment, output), new Cancellation());
    } catch (IOException e) {
      requireNotStopped();
      return failed("could not be started: " + reason(ffmpeg, e), Optional.empty());
    }
    if (end.how() == ProcessEnd.How.TIME_LIMIT) {
      return failed("did not answer within " + LIMIT.toSeconds() + " s", Optional.empty());
    }
    if (!end.ok()) {
      Matcher missing = MISSING.matcher(String.join("\n", end.stderr()));
      return failed(
          "ended with code " + end.exitCode() + said(ffmpeg, end.stderr()),
          missing.find() ? Optional.of(missing.group(1)) : Optional.empty());
    }
    if (output.isEmpty()) {
      return failed("does not tell its version", Optional.empty());
    }
    Matcher version = VERSION.matcher(output.get(0));
    return new FfmpegTrial(version.find() ? version.group(1) : output.get(0), "", Optional.empty());
  }

  /** Files cannot be read by a thread that is to stop; that says nothing of FFmpeg. */
  static void requireNotStopped() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("The job was stopped while FFmpeg was looked for.");
    }
  }

  boolean runs() {
    return fault.isEmpty();
  }

  private static FfmpegTrial failed(String fault, Optional<String> missing) {
    return new FfmpegTrial("", fault, missing);
  }

  private static ProcessRequest request(
      Path ffmpeg, Map<String, String> environment, List<String> output) {
    return new ProcessRequest(
        List.of(ffmpeg.toString(), "-hide_banner", "-version"),
        environment,
        null,
        (in, alive) ->
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(output::add),
        LIMIT,
        null);
  }

  private static String said(Path ffmpeg, List<String> stderr) {
    List<String> lines =
        stderr.stream().map(String::strip).filter(line -> !line.isEmpty()).toList();
    if (lines.isEmpty()) {
      return " and said nothing";
    }
    boolean isGone = NOT_FOUND.stream().anyMatch(end -> lines.get(0).endsWith(ffmpeg + end));
    if (isGone && Files.exists(ffmpeg)) {
      return ": " + NO_LOADER; // the words are of what starts it: setsid, nice or a shell
    }
    String text = String.join(" / ", lines.subList(0, Math.min(MOST_LINES, lines.size())));
    return ", saying: "
        + (text.length() > MOST_LETTERS ? text.substring(0, MOST_LETTERS) + "…" : text);
  }

  private static String reason(Path ffmpeg, IOException e) {
    String message = String.valueOf(e.getMessage());
    Matcher error = START_ERROR.matcher(message);
    if (!error.matches()) {
      return message;
    }
    return error.group(1).equals(NO_SUCH_FILE) && Files.exists(ffmpeg) ? NO_LOADER : error.group(2);
  }
}
