package mediaworker.media.keying.analysis.plate;

import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.screen.ScreenTest;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.color.Screen;

/**
 * Follows the screen to where it is overexposed.
 *
 * <p>Where a lamp is near, the screen's own channel is at its top already and only the two others
 * rise. So the screen gets paler, as it does behind a white veil. But light goes on smoothly from
 * the screen that is known, and a veil begins with a step. Smoke and glows do not; so nothing is
 * done on drawn screens, which are as bright as they can be all over and have none of the two other
 * channels, as no filmed one is. Used by one thread.
 */
final class OverexposedScreen {

  /** Share of the highest level from which on a channel is at its top. */
  private static final double TOP = 0.96;

  /** Levels by which neighbours differ at most, in each plane. */
  private static final int STEP = 3;

  /** Of the key's ratio of chroma to luma, what must be left. */
  private static final double LEAST_RATIO = 0.55;

  /** Level of the brighter one of the two other channels, 0…255, that a filmed screen has. */
  private static final int LEAST_OTHER = 32;

  private final AnalysisGrid grid;
  private final MeasuredKey key;
  private final ScreenTest test;
  private final double leastRatio;
  private final boolean filmed;

  OverexposedScreen(AnalysisGrid grid, MeasuredKey key, ScreenTest test) {
    this.grid = grid;
    this.key = key;
    this.test = test;
    int rgb = key.matrix().rgb(key.y(), key.u(), key.v());
    int other = key.screen() == Screen.GREEN ? rgb & 0xff : rgb >> 8 & 0xff;
    filmed = Math.max(rgb >> 16 & 0xff, other) >= LEAST_OTHER;
    leastRatio = LEAST_RATIO * key.chroma() / Math.max(1, key.y() - 16);
  }

  /**
   * Adds such cells of a frame.
   *
   * @param frame yuv444p levels
   * @param screen cells that show the screen; gets those where it is overexposed
   */
  void add(byte[] frame, boolean[] screen) {
    if (!filmed) {
      return;
    }
    int width = grid.width();
    int[] queue = new int[screen.length];
    int end = 0;
    for (int cell = 0; cell < screen.length; cell++) {
      if (screen[cell]) {
        queue[end++] = cell;
      }
    }
    for (int next = 0; next < end; next++) {
      int from = queue[next];
      int column = from % width;
      end = column > 0 ? tried(frame, screen, from - 1, from, queue, end) : end;
      end = column < width - 1 ? tried(frame, screen, from + 1, from, queue, end) : end;
      end = from >= width ? tried(frame, screen, from - width, from, queue, end) : end;
      end =
          from < screen.length - width ? tried(frame, screen, from + width, from, queue, end) : end;
    }
  }

  /** Takes a cell in, if it goes on with what is beside it; returns the end of the queue. */
  private int tried(byte[] frame, boolean[] screen, int cell, int from, int[] queue, int end) {
    if (screen[cell] || !isNear(frame, cell, from) || !isOverexposed(frame, cell)) {
      return end;
    }
    screen[cell] = true;
    queue[end] = cell;
    return end + 1;
  }

  private boolean isNear(byte[] frame, int cell, int from) {
    for (int plane = 0; plane < 3; plane++) {
      int at = plane * grid.cells();
      if (Math.abs((frame[at + cell] & 0xff) - (frame[at + from] & 0xff)) > STEP) {
        return false;
      }
    }
    return true;
  }

  private boolean isOverexposed(byte[] frame, int cell) {
    int y = frame[cell] & 0xff;
    int u = frame[grid.cells() + cell] & 0xff;
    int v = frame[2 * grid.cells() + cell] & 0xff;
    ColorMatrix matrix = key.matrix();
    double chroma =
        key.screen() == Screen.GREEN
            ? matrix.greenOfCb() * (u - 128) + matrix.greenOfCr() * (v - 128)
            : matrix.blueOfCb() * (u - 128);
    return (y - 16) / 219.0 + chroma / 224 >= TOP
        && test.hasHue(u, v)
        && ScreenTest.chroma(u, v) >= leastRatio * (y - 16);
  }
}
