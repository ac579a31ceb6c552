package mediaworker.media.stitching;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mediaworker.media.ConcatEntry;

/** Small files that FFmpeg is given: lists of files. */
final class WorkFiles {

  private WorkFiles() {}

  /**
   * The arguments that open files one after the other as they are.
   *
   * @param seconds how long each is; not what its container says, which may be its sound's length
   *     and leave a hole
   * @param formats the file formats that the list may name
   */
  static List<String> list(
      Path workDir, String name, List<Path> files, List<Double> seconds, String formats)
      throws IOException {
    StringBuilder list = new StringBuilder("ffconcat version 1.0\n");
    for (int i = 0; i < files.size(); i++) {
      list.append(ConcatEntry.of(files.get(i), workDir.toAbsolutePath()));
      list.append(String.format(Locale.ROOT, "duration %.6f%n", seconds.get(i)));
    }
    Path file = workDir.resolve(name).toAbsolutePath();
    Files.writeString(file, list.toString(), StandardCharsets.UTF_8);
    List<String> arguments = new ArrayList<>(List.of("-protocol_whitelist", "file"));
    arguments.addAll(List.of("-format_whitelist", "concat," + formats));
    // The clips' headers are equal; rewriting their packets would only make them differ.
    arguments.addAll(List.of("-auto_convert", "0"));
    arguments.addAll(List.of("-f", "concat", "-safe", "0", "-i", "file:" + file));
    return arguments;
  }
}
