package mediaworker.media;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Hands FFmpeg a filter graph as a file. */
public final class GraphFile {

  private GraphFile() {}

  /**
   * The arguments that read a graph from a file: no quoting trouble, and no limit to its length,
   * where Linux takes no argument of more than 128 KiB.
   *
   * @param workDir for intermediate files of one job alone
   * @param name of the file, which is written anew
   * @param chains of the graph
   */
  public static List<String> arguments(Path workDir, String name, List<String> chains)
      throws IOException {
    Path file = workDir.resolve(name).toAbsolutePath();
    Files.writeString(file, String.join(";\n", chains), StandardCharsets.UTF_8);
    return List.of("-/filter_complex", file.toString());
  }
}
