package mediaworker.media.keying.analysis.zones;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;

/** Which cells of the analysis a person has painted white. */
public final class PaintedCells {

  private static final int WHITE_FROM = 128;

  private PaintedCells() {}

  /** The cells that are painted in a matte; none where there is no matte. */
  public static boolean[] of(
      Optional<MediaInfo> matte, Ffmpeg ffmpeg, AnalysisGrid grid, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    boolean[] painted = new boolean[grid.cells()];
    if (matte.isEmpty()) {
      return painted;
    }
    List<byte[]> pictures = new ArrayList<>();
    List<String> arguments = new ArrayList<>(Ffmpeg.input(matte.get()));
    arguments.addAll(
        List.of(
            "-map",
            matte.get().pictureStream(0),
            "-vf",
            "format=gbrap,premultiply=inplace=1,format=gbrp,scale=%d:%d:flags=area,format=gray"
                .formatted(grid.width(), grid.height()),
            "-frames:v",
            "1",
            "-f",
            "rawvideo",
            "-pix_fmt",
            "gray",
            "pipe:1"));
    ffmpeg.runRaw(
        arguments,
        Ffmpeg.rawFrames(grid.cells(), (index, pixels) -> pictures.add(pixels.clone())),
        cancellation);
    if (pictures.isEmpty()) {
      throw MediaException.badInput(
          "The matte " + matte.get().file().getFileName() + " has no picture that can be read.");
    }
    for (int cell = 0; cell < painted.length; cell++) {
      painted[cell] = (pictures.get(0)[cell] & 0xff) >= WHITE_FROM;
    }
    return painted;
  }
}
