package mediaworker.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** How a list for FFmpeg's concat demuxer names a file. */
public final class ConcatEntry {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]+");

  private ConcatEntry() {}

  /**
   * The line that names it, with its end.
   *
   * @param file whatever its path is
   * @param folder the absolute folder in which the list will lie; may get a link to the file, since
   *     a line's end would end its name in the list
   */
  public static String of(Path file, Path folder) throws IOException {
    Path absolute = file.toAbsolutePath();
    String path =
        hasLineBreak(absolute)
            ? beside(absolute, folder)
            : isFound(absolute, folder) ? plainName(absolute) : "file:" + absolute;
    return "file '" + path.replace("'", "'\\''") + "'\n";
  }

  /**
   * Whether its name alone will do, which is in whatever characters the system has for folders: it
   * is looked for beside the list, but not in a folder with a ? or # in its path.
   */
  private static boolean isFound(Path file, Path folder) {
    return folder.equals(file.getParent())
        && PLAIN.matcher(plainName(file)).matches()
        && !folder.toString().contains("?")
        && !folder.toString().contains("#");
  }

  private static String plainName(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static String beside(Path file, Path folder) throws IOException {
    Path name = Path.of(String.valueOf(file.getFileName()));
    if (!hasLineBreak(name) && folder.resolve(name).equals(file)) {
      return name.toString();
    }
    // FFmpeg knows some formats by the name's end.
    String end = name.toString().substring(Math.max(0, name.toString().lastIndexOf('.')));
    Path linked = Files.createTempDirectory(folder, "listed");
    String link = hasLineBreak(Path.of(end)) ? "file" : "file" + end;
    Files.createSymbolicLink(linked.resolve(link), file);
    return linked.getFileName() + "/" + link;
  }

  private static boolean hasLineBreak(Path path) {
    return path.toString().contains("\n") || path.toString().contains("\r");
  }
}
