package mediaworker.media.keying.analysis.clip;

import java.util.Arrays;
import mediaworker.media.Interlacing;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.color.HiddenPixels;
import mediaworker.media.keying.color.WorkingFormat;

/**
 * How the small pictures of a clip come out of ffmpeg: as yuv444p, and of a source with
 * transparency as yuva444p. Cells in which nothing is seen then get the colour of the nearest one
 * in which something is, so that what the screen and the subject are is told by what is seen alone.
 * Immutable.
 */
public final class SmallPictures {

  /** Of a cell, what must be seen for it to have a colour of its own; a level of alpha. */
  private static final int LEAST_SEEN = 64;

  private final MediaInfo.Video video;
  private final WorkingFormat working;
  private final WorkingFormat measured;
  private final AnalysisGrid grid;
  private final boolean alpha;
  private final String filters;

  /**
   * Of a clip as it comes.
   *
   * @param working what keying works in, which the clip is brought to first
   */
  public SmallPictures(MediaInfo.Video video, WorkingFormat working, AnalysisGrid grid) {
    // By way of 4:2:0 in any case: what is measured is judged by how most clips are.
    this(video, working, WorkingFormat.of(video), grid);
  }

  private SmallPictures(
      MediaInfo.Video video, WorkingFormat working, WorkingFormat measured, AnalysisGrid grid) {
    this.video = video;
    this.working = working;
    this.measured = measured;
    this.grid = grid;
    alpha = video.alpha();
    String scale = "scale=%d:%d:flags=area".formatted(grid.width(), grid.height());
    String small = measured.filters() + "," + scale + ",format=yuv444p";
    filters =
        alpha
            ? ("split=2[small0][small1];[small0]%s%s[small2];[small1]%s,%s[small3];"
                    + "[small2][small3]alphamerge,format=yuva444p")
                .formatted(HiddenPixels.filled(video), small, HiddenPixels.ALPHA, scale)
            : small;
  }

  /** The same with lines along the picture's edges painted over. */
  SmallPictures paintedOver(BorderLines lines) {
    return new SmallPictures(video, lines.paintedOver(working), lines.paintedOver(measured), grid);
  }

  /** How a picture is brought to what keying works in. */
  WorkingFormat working() {
    return working;
  }

  /** From a decoded picture to a small one. */
  String filters() {
    return filters("");
  }

  /**
   * From some of the decoded pictures to small ones. Fields are joined before: that looks at the
   * pictures before and after.
   *
   * @param some filters that take them, with their comma
   */
  String filters(String some) {
    return Interlacing.filter(video) + some + filters;
  }

  /** Bytes of a small picture as it comes. */
  int bytes() {
    return (alpha ? 4 : 3) * grid.cells();
  }

  /** The same as yuv444p; what comes may be the picture itself. */
  byte[] seen(byte[] picture) {
    if (!alpha) {
      return picture;
    }
    int cells = grid.cells();
    byte[] seen = Arrays.copyOf(picture, 3 * cells);
    int[] reached = new int[cells];
    boolean[] known = new boolean[cells];
    int count = 0;
    for (int cell = 0; cell < cells; cell++) {
      if ((picture[3 * cells + cell] & 0xff) >= LEAST_SEEN) {
        known[cell] = true;
        reached[count++] = cell;
      }
    }
    // From what is seen outwards, ring by ring.
    for (int i = 0; i < count; i++) {
      int column = reached[i] % grid.width();
      int row = reached[i] / grid.width();
      for (int side = 0; side < 4; side++) {
        int c = column + (side == 0 ? -1 : side == 1 ? 1 : 0);
        int r = row + (side == 2 ? -1 : side == 3 ? 1 : 0);
        int cell = r * grid.width() + c;
        if (c >= 0 && c < grid.width() && r >= 0 && r < grid.height() && !known[cell]) {
          for (int plane = 0; plane < 3; plane++) {
            seen[plane * cells + cell] = seen[plane * cells + reached[i]];
          }
          known[cell] = true;
          reached[count++] = cell;
        }
      }
    }
    return seen;
  }
}
