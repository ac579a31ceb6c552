package mediaworker.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;

/**
 * One PNG to look at: for each clip its middle picture as it was, keyed over a checkerboard, and
 * keyed over a dark red that shows every fringe of green.
 */
public final class BeforeAfterSheet {

  /**
   * A clip and what became of it.
   *
   * @param source the clip
   * @param keyed the same with transparency
   */
  public record Row(Path source, Path keyed) {}

  private static final int CELL_WIDTH = 640;
  private static final int CELL_HEIGHT = 360;
  private static final int GUTTER = 8;
  private static final int SQUARE = 16;

  private final Ffmpeg ffmpeg;

  public BeforeAfterSheet(Ffmpeg ffmpeg) {
    this.ffmpeg = ffmpeg;
  }

  /**
   * Makes the sheet; an existing file is replaced.
   *
   * @throws MediaException when a clip cannot be read
   */
  public void make(List<Row> rows, Path png, Cancellation cancellation)
      throws IOException, MediaException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    List<String> graph = new ArrayList<>();
    StringBuilder stack = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      MediaInfo source = ffmpeg.probe(rows.get(i).source(), cancellation);
      MediaInfo keyed = ffmpeg.probe(rows.get(i).keyed(), cancellation);
      String middle = String.format(Locale.ROOT, "%.3f", source.durationSeconds() / 2);
      arguments.addAll(List.of("-ss", middle));
      arguments.addAll(Ffmpeg.input(source));
      arguments.addAll(List.of("-ss", middle));
      arguments.addAll(Ffmpeg.input(keyed));
      graph.add(row(i, 2 * i, 2 * i + 1));
      stack.append("[row").append(i).append(']');
    }
    graph.add(
        rows.size() == 1
            ? stack + "copy[sheet]"
            : stack + "vstack=inputs=" + rows.size() + "[sheet]");
    arguments.addAll(List.of("-filter_complex", String.join(";", graph), "-map", "[sheet]"));
    arguments.addAll(List.of("-frames:v", "1", "-update", "1"));
    arguments.add("file:" + png.toAbsolutePath());
    ffmpeg.run(arguments, Progress.Listener.NONE, cancellation);
  }

  private static String row(int i, int source, int keyed) {
    String size = CELL_WIDTH + "x" + CELL_HEIGHT;
    String fit =
        "setpts=PTS-STARTPTS,scale="
            + CELL_WIDTH
            + ":"
            + CELL_HEIGHT
            + ":force_original_aspect_ratio=decrease:flags=lanczos,setsar=1";
    String frame =
        String.format(
            Locale.ROOT,
            "pad=%d:%d:%d:%d:color=0x303338",
            CELL_WIDTH + GUTTER,
            CELL_HEIGHT + GUTTER,
            GUTTER / 2,
            GUTTER / 2);
    String centre = "overlay=(W-w)/2:(H-h)/2:format=auto:shortest=1";
    String board =
        "color=c=white:s="
            + size
            + ",format=gray,geq=lum='if(mod(floor(X/"
            + SQUARE
            + ")+floor(Y/"
            + SQUARE
            + "),2),235,160)',format=rgb24";
    return String.join(
        ";",
        "["
            + source
            + ":v]"
            + fit
            + ",format=rgb24,pad="
            + CELL_WIDTH
            + ":"
            + CELL_HEIGHT
            + ":(ow-iw)/2:(oh-ih)/2:color=0x303338,"
            + frame
            + "[a"
            + i
            + "]",
        "[" + keyed + ":v]" + fit + ",format=rgba,split=2[k" + i + "][l" + i + "]",
        board + "[board" + i + "]",
        "color=c=0x5a1020:s=" + size + ",format=rgb24[red" + i + "]",
        "[board" + i + "][k" + i + "]" + centre + "," + frame + "[b" + i + "]",
        "[red" + i + "][l" + i + "]" + centre + "," + frame + "[c" + i + "]",
        "[a" + i + "][b" + i + "][c" + i + "]hstack=inputs=3[row" + i + "]");
  }
}
