package mediaworker.media;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns what ffmpeg leaves on its standard error into a sentence for a person. */
public final class FfmpegMessages {

  /** "[mov,mp4,m4a,3gp,3g2,mj2 @ 0x55d0c8]" and the like. */
  private static final Pattern COMPONENT = Pattern.compile("\\[[^\\]]* @ 0x[0-9a-f]+\\] ?");

  private static final Pattern REFUSED =
      Pattern.compile("^\\[(\\S+) @ 0x[0-9a-f]+\\] Format not on whitelist");

  /** Beginnings of lines in which FFmpeg says what followed from the fault that it told before. */
  private static final List<String> CONSEQUENCES =
      List.of(
          "Nothing was written into output file",
          "Terminating thread with return code",
          "Task finished with error code",
          "Could not open encoder before EOF",
          "Error sending frames to consumers",
          "Error while opening encoder",
          "Error reinitializing filters",
          "Failed to configure input pad",
          "Error closing file",
          "Error while filtering",
          "Error : ");

  private static final int LONGEST = 300;
  private static final String NO_REASON = "it gave no reason.";

  private FfmpegMessages() {}

  /**
   * Drops lines that tell of no fault: the dynamic loader's about stand-in libraries, and what
   * FFmpeg 8.0 says at the end of every Opus stream, when its parser is handed the empty packet
   * that means the end (mended in later releases; a broken packet is reported by the decoder too).
   */
  static List<String> withoutNoise(List<String> stderr) {
    return stderr.stream()
        .filter(line -> !line.contains("no version information available"))
        .filter(line -> !line.endsWith("] Error parsing Opus packet header."))
        .toList();
  }

  /** FFmpeg's name of the format for which a file was not opened. */
  static Optional<String> refusedFormat(List<String> stderr) {
    return stderr.stream()
        .map(REFUSED::matcher)
        .filter(Matcher::find)
        .map(found -> found.group(1).replaceFirst("_pipe$", ""))
        .findFirst();
  }

  /**
   * What a failed run means.
   *
   * @param output the last of its arguments: the file it was to write ({@code file:…}), or a pipe's
   *     name
   */
  static MediaException failure(int exitCode, List<String> stderr, String output) {
    String all = String.join("\n", stderr).toLowerCase(Locale.ROOT);
    String last = reason(stderr);
    if (all.contains("no space left on device")) {
      return MediaException.fault("The disk is full" + folder(output) + ": make room there.");
    }
    if (all.contains("cannot allocate memory") || all.contains("out of memory")) {
      return MediaException.fault("There was not enough memory for FFmpeg.");
    }
    if (isKill(exitCode)) {
      return killed();
    }
    return switch (exitCode) {
      case 183 -> MediaException.badInput("The file is not a media file, or it is broken: " + last);
      case 127 -> MediaException.unavailable("FFmpeg does not start on this machine: " + last);
      // What it says itself when a signal ends it; with a reason it is an error of the system.
      case 255 ->
          last.equals(NO_REASON)
              ? killed()
              : MediaException.badInput("FFmpeg could not do it (code 255): " + last);
      case 132, 134, 135, 136, 139 ->
          MediaException.badInput(
              "FFmpeg crashed while it read or changed this file (signal "
                  + (exitCode - 128)
                  + "). The file may be damaged, or of a rare kind: write it anew with another"
                  + " program, as MP4 or 8-bit PNG for instance, and try that.");
      default -> MediaException.badInput("FFmpeg could not do it (code " + exitCode + "): " + last);
    };
  }

  private static String folder(String output) {
    Path file = Path.of(output.replaceFirst("^file:", ""));
    return file.isAbsolute() ? " at " + file.getParent() : ", where FFmpeg writes";
  }

  /**
   * A child that was ended by a signal that people and systems send: HUP, INT, KILL, TERM, as the
   * JVM tells it (128 and the signal's number).
   */
  static boolean isKill(int exitCode) {
    return exitCode == 129 || exitCode == 130 || exitCode == 137 || exitCode == 143;
  }

  static MediaException killed() {
    return MediaException.killed(
        "FFmpeg was killed from outside while it worked: by a person, or by the system because"
            + " memory ran out.");
  }

  /** A line without the names and addresses of the parts of FFmpeg that say it. */
  public static String withoutComponent(String line) {
    return COMPONENT.matcher(line).replaceAll("").strip();
  }

  /**
   * The line that tells best what went wrong, without the component's name and address: the last
   * one that is not about what followed, or the last of all.
   */
  static String reason(List<String> stderr) {
    List<String> lines =
        stderr.stream()
            .map(FfmpegMessages::withoutComponent)
            .filter(line -> !line.isEmpty() && !line.equals("Conversion failed!"))
            .toList();
    List<String> causes =
        lines.stream().filter(line -> CONSEQUENCES.stream().noneMatch(line::startsWith)).toList();
    List<String> telling = causes.isEmpty() ? lines : causes;
    if (telling.isEmpty()) {
      return NO_REASON;
    }
    String last = telling.get(telling.size() - 1);
    return last.length() > LONGEST ? last.substring(0, LONGEST) + "…" : last;
  }
}
