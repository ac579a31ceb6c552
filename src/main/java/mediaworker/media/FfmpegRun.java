package mediaworker.media;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.process.ProcessEnd;
import mediaworker.process.ProcessRequest;
import mediaworker.process.ProcessRunner;
import org.jspecify.annotations.Nullable;

/**
 * One run of ffmpeg: what every run is given, and what its end means.
 *
 * @param settings the limits of its time
 * @param threads how many it may use
 */
record FfmpegRun(
    FfmpegBinaries binaries, ProcessRunner processes, FfmpegSettings settings, int threads) {

  /**
   * Runs it to its end.
   *
   * @param arguments inputs, filters and outputs
   * @param input what it has as its standard input; null for nothing
   * @return the last lines of standard error, but for noise
   * @throws MediaException when it fails, stalls or runs too long
   */
  List<String> execute(
      List<String> arguments,
      ProcessRequest.@Nullable Stdin input,
      ProcessRequest.Stdout stdout,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    cancellation.throwIfCancelled();
    ProcessRequest request =
        new ProcessRequest(
            command(arguments),
            FfmpegMemory.in(System.getenv(), binaries.environment()),
            null,
            stdout,
            settings.timeLimit(),
            settings.stallLimit());
    ProcessEnd end = processes.run(request, input, cancellation);
    cancellation.throwIfCancelled();
    List<String> stderr = FfmpegMessages.withoutNoise(end.stderr());
    switch (end.how()) {
      case EXITED -> {
        if (end.exitCode() != 0) {
          throw FfmpegMessages.failure(end.exitCode(), stderr, arguments.get(arguments.size() - 1));
        }
      }
      case TIME_LIMIT ->
          throw MediaException.fault(
              "FFmpeg took longer than " + readable(settings.timeLimit()) + " and was stopped.");
      case STALLED ->
          throw MediaException.fault(
              "FFmpeg did not get on for " + readable(settings.stallLimit()) + " and was stopped.");
      case CANCELLED -> cancellation.throwIfCancelled();
    }
    return stderr;
  }

  private List<String> command(List<String> arguments) {
    String limit = String.valueOf(threads);
    List<String> command = new ArrayList<>(List.of(binaries.ffmpeg().toString()));
    command.addAll(List.of("-hide_banner", "-nostdin", "-nostats", "-y", "-v", "error"));
    command.addAll(List.of("-filter_threads", limit, "-filter_complex_threads", limit));
    command.addAll(arguments);
    return command;
  }

  private static String readable(Duration limit) {
    return limit.toSeconds() % 60 == 0 && limit.toMinutes() > 0
        ? limit.toMinutes() + " min"
        : limit.toSeconds() + " s";
  }
}
