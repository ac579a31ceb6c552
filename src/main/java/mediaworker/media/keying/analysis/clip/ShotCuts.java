package mediaworker.media.keying.analysis.clip;

import java.util.ArrayList;
import java.util.List;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import org.jspecify.annotations.Nullable;

/**
 * Finds where an edited clip goes over to another shot: between two pictures much more changes than
 * between those before and behind. Motion, flicker and fades change about as much each time, and a
 * flash changes twice.
 *
 * <p>What is found too much does no harm, since shots of the same screen are keyed alike. Takes the
 * pictures of a clip in order; used by one thread.
 */
final class ShotCuts {

  /** Of the cells, those in every so many columns and rows are compared. */
  private static final int EVERY = 2;

  /** A cell counts for no more than this, so that no subject outweighs the screen; in levels. */
  private static final int MOST = 40;

  /** What changes at a cut, as a mean over the cells, in levels and times what does beside it. */
  private static final double LEAST = 3;

  private static final double TIMES = 3;

  /** Pictures before and behind that are asked, and so the shortest shot there is. */
  private static final int BESIDE = 4;

  private final AnalysisGrid grid;

  /** What changed from the picture before, from the second one on. */
  private final List<Double> changes = new ArrayList<>();

  private byte @Nullable [] last;

  ShotCuts(AnalysisGrid grid) {
    this.grid = grid;
  }

  /** Takes the next picture; its array may be used again. */
  void add(byte[] frame) {
    byte[] before = last;
    if (before == null) {
      last = frame.clone();
      return;
    }
    changes.add(change(before, frame));
    System.arraycopy(frame, 0, before, 0, frame.length);
  }

  /** Numbers of the pictures that begin another shot than the one before, counted from 0. */
  List<Integer> found() {
    List<Integer> cuts = new ArrayList<>();
    for (int at = BESIDE - 1; at <= changes.size() - BESIDE; at++) {
      double most = 0;
      for (int i = at - BESIDE + 1; i < at + BESIDE; i++) {
        most = i == at ? most : Math.max(most, changes.get(i));
      }
      if (changes.get(at) >= Math.max(LEAST, TIMES * most)) {
        cuts.add(at + 1);
      }
    }
    return cuts;
  }

  private double change(byte[] before, byte[] now) {
    int cells = grid.cells();
    long sum = 0;
    int count = 0;
    for (int row = 0; row < grid.height(); row += EVERY) {
      for (int column = 0; column < grid.width(); column += EVERY) {
        int cell = row * grid.width() + column;
        int y = Math.abs((before[cell] & 0xff) - (now[cell] & 0xff));
        int u = Math.abs((before[cells + cell] & 0xff) - (now[cells + cell] & 0xff));
        int v = Math.abs((before[2 * cells + cell] & 0xff) - (now[2 * cells + cell] & 0xff));
        sum += Math.min(MOST, y / 2 + u + v);
        count++;
      }
    }
    return (double) sum / count;
  }
}
