package mediaworker.media.stitching;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;

/** A chapter for each clip, in FFmpeg's metadata format. */
final class ChapterFile {

  private ChapterFile() {}

  /**
   * The text for a plan: a chapter begins where its clip begins to appear.
   *
   * @return FFmpeg's metadata format, in milliseconds
   */
  static String text(StitchPlan plan) {
    StringBuilder text = new StringBuilder(";FFMETADATA1\n");
    List<Double> starts = plan.starts();
    for (int i = 0; i < starts.size(); i++) {
      double end = i + 1 < starts.size() ? starts.get(i + 1) : plan.seconds();
      text.append(
          String.format(
              Locale.ROOT,
              "[CHAPTER]%nTIMEBASE=1/1000%nSTART=%d%nEND=%d%ntitle=%s%n",
              Math.round(starts.get(i) * 1000),
              Math.round(end * 1000),
              escaped(plan.takes().get(i).title())));
    }
    return text.toString();
  }

  private static String escaped(String title) {
    String line = title.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]+", " ").strip();
    String escaped = line.replaceAll("([=;#\\\\])", "\\\\$1");
    // FFmpeg takes a line that ends in a backslash to go on, though another one is before it.
    return escaped.endsWith("\\") ? escaped + " " : escaped;
  }

  /**
   * Adds the input of the chapters and the option that takes them, or the one that takes none from
   * the clips.
   */
  static List<String> arguments(StitchPlan plan, GraphInputs inputs, Path workDir)
      throws IOException {
    if (!plan.request().options().chapters()) {
      return List.of("-map_chapters", "-1");
    }
    Path file = workDir.resolve("chapters.txt").toAbsolutePath();
    Files.writeString(file, text(plan), StandardCharsets.UTF_8);
    int input =
        inputs.add(
            List.of("-protocol_whitelist", "file", "-f", "ffmetadata", "-i", "file:" + file));
    return List.of("-map_chapters", String.valueOf(input));
  }

  /** Compares a finished file's chapters with the plan's. */
  static Optional<String> problem(
      StitchPlan plan, Path part, Ffmpeg ffmpeg, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    if (!plan.request().options().chapters()) {
      return Optional.empty();
    }
    List<String> lines = new ArrayList<>();
    List<String> arguments = new ArrayList<>(Ffmpeg.input(ffmpeg.probe(part, cancellation)));
    arguments.addAll(List.of("-f", "ffmetadata", "pipe:1"));
    ffmpeg.runRaw(
        arguments,
        (in, alive) ->
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(lines::add),
        cancellation);
    List<String> wanted = titles(text(plan).lines().toList());
    List<String> found = titles(lines);
    return wanted.equals(found)
        ? Optional.empty()
        : Optional.of(
            "Its chapters are not those of the clips: "
                + found.size()
                + " where "
                + wanted.size()
                + " were expected, or under other names.");
  }

  private static List<String> titles(List<String> lines) {
    List<String> titles = new ArrayList<>();
    boolean chapter = false;
    for (String line : lines) {
      chapter |= line.equals("[CHAPTER]");
      if (chapter && line.startsWith("title=")) {
        titles.add(line);
      }
    }
    return titles;
  }
}
