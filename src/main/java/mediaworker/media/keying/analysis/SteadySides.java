package mediaworker.media.keying.analysis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mediaworker.media.keying.analysis.FrameSides.Planes;
import org.jspecify.annotations.Nullable;

/**
 * Mends what was judged otherwise in a few pictures than in those around: each picture is worked
 * out by itself, and where something lies close to what passes for solid, or for a shadow, noise
 * and the screen's light would let it go to and fro.
 *
 * <p>A cell is asked for its votes among the pictures around that show the same there. Where it is
 * kept far more or far less than in the middle one of these, all that lies beside it is taken from
 * the picture of that. What moves over a cell changes what it shows, and has no votes; so hardly
 * anything is touched, and nothing at all where no cell's cover jumps. Faded pictures are left out.
 *
 * <p>Pictures come in order and are handed on in order, each when enough of those after it have
 * come. Used by one thread.
 */
final class SteadySides {

  /** Pictures that are asked: the one and as many before it as after it; of a clip's ends all. */
  private static final int WINDOW = 9;

  private static final int RADIUS = WINDOW / 2;

  /** Of 255 that cover a cell wholly: what is farther from the middle vote is mended. */
  private static final int FAR = 40;

  /** Where no two pictures after one another are so far apart, nothing is asked. */
  private static final int JUMP = 20;

  /** By how many levels a cell may differ and still show the same: at least and at most. */
  private static final int LEAST_LUMA = 2;

  private static final int MOST_LUMA = 5;
  private static final int LEAST_CHROMA = 1;
  private static final int MOST_CHROMA = 3;

  /**
   * The same as a share of the empty screen's luma and chroma: before a dim screen a strand that
   * flies past changes a cell by few levels.
   */
  private static final double SAME_LUMA = 0.1;

  private static final double SAME_CHROMA = 0.06;
  private static final int BLACK = 16;
  private static final int GREY = 128;

  /** With fewer that show the same nothing can be told. */
  private static final int LEAST_VOTES = 4;

  /**
   * A picture and what was found of it.
   *
   * @param pixels yuv444p levels
   * @param screen number of the screen that it shows
   */
  record Picture(byte[] pixels, int screen, Planes planes) {

    private boolean isFaded() {
      return planes.matte().length == 0;
    }

    private int level(int cell) {
      return planes.matte()[cell] & 0xff;
    }
  }

  private final int cells;
  private final int end;
  private final Sides.Sink<Planes> sink;
  private final List<Picture> pictures = new ArrayList<>();

  /** By cell, the number of the last picture in which its cover jumped; -1 for none. */
  private final int[] jumped;

  /** How many pictures have come, been handed on or passed over, and been let go of. */
  private int come;

  private int next;
  private int gone;

  /** For the cell that is asked. */
  private int sameLuma;

  private int sameChroma;

  /**
   * For the pictures of a clip, or of a part of it and those around that are asked too.
   *
   * @param cells of a picture
   * @param range which of the pictures that come are handed on
   */
  SteadySides(int cells, Range range, Sides.Sink<Planes> sink) {
    this.cells = cells;
    end = range.first() + range.count();
    next = range.first();
    this.sink = sink;
    jumped = new int[cells];
    Arrays.fill(jumped, -1);
  }

  /** Some of the pictures of a list. */
  record Range(int first, int count) {

    /** All that come, however many. */
    static final Range ALL = new Range(0, Integer.MAX_VALUE);

    /** These and those around that are asked about them. */
    Range asked(int pictures) {
      int from = Math.max(0, Math.min(first - RADIUS, pictures - WINDOW));
      int last = first + count - 1;
      int to = Math.max(Math.min(WINDOW, pictures), Math.min(pictures, last + RADIUS + 1));
      return new Range(from, to - from);
    }
  }

  /** Takes the next picture. */
  void add(Picture picture) throws IOException {
    if (come > 0) {
      seeJumps(pictures.get(pictures.size() - 1).planes().matte(), picture.planes().matte());
    }
    pictures.add(picture);
    come++;
    while (next < end && next + RADIUS < come && come >= WINDOW) {
      handOn(Math.max(0, next - RADIUS));
    }
  }

  /** Hands on what is left: no more will come. */
  void finish() throws IOException {
    int last = Math.max(0, come - WINDOW);
    while (next < end && next < come) {
      handOn(Math.min(last, Math.max(0, next - RADIUS)));
    }
  }

  private void seeJumps(byte[] before, byte[] now) {
    for (int cell = 0; cell < cells; cell++) {
      int apart =
          before.length == 0 || now.length == 0
              ? JUMP
              : Math.abs((now[cell] & 0xff) - (before[cell] & 0xff));
      jumped[cell] = apart >= JUMP ? come : jumped[cell];
    }
  }

  /**
   * Hands on the next picture.
   *
   * @param from number of the first one that is asked; the last is the last that has come
   */
  private void handOn(int from) throws IOException {
    Picture own = pictures.get(next - gone);
    List<Picture> asked =
        pictures.subList(from - gone, pictures.size()).stream()
            .filter(one -> one.screen() == own.screen() && !one.isFaded())
            .toList();
    sink.accept(own.isFaded() ? own.planes() : mended(asked, asked.indexOf(own), from));
    next++;
    // One more than the next one asks: at the clip's end as many are asked as elsewhere.
    while (gone < next - RADIUS - 1 && gone < come - WINDOW) {
      pictures.remove(0);
      gone++;
    }
  }

  /**
   * What lies beside a picture, with the cells mended that most others judge otherwise.
   *
   * @param asked pictures around it, with it, in order
   * @param at its place among them
   * @param from number of the first that may be asked
   */
  private Planes mended(List<Picture> asked, int at, int from) {
    int[] votes = new int[asked.size()];
    Planes mended = null;
    for (int cell = 0; cell < cells; cell++) {
      Planes better = jumped[cell] > from ? better(asked, at, votes, cell) : null;
      if (better != null) {
        mended = mended == null ? asked.get(at).planes().copy() : mended;
        mended.take(better, cells, cell);
      }
    }
    return mended == null ? asked.get(at).planes() : mended;
  }

  /**
   * What lies beside the picture whose judgement of a cell most others share, if the own one is far
   * from that; else null.
   *
   * @param votes room for as many as there are pictures
   */
  private @Nullable Planes better(List<Picture> asked, int at, int[] votes, int cell) {
    Picture own = asked.get(at);
    like(own.planes().empty(), cell);
    int count = 0;
    for (Picture one : asked) {
      if (showsTheSame(one.pixels(), own.pixels(), cell)) {
        votes[count++] = one.level(cell);
      }
    }
    if (count < LEAST_VOTES) {
      return null;
    }
    Arrays.sort(votes, 0, count);
    int low = votes[(count - 1) / 2];
    int high = votes[count / 2];
    int level = own.level(cell);
    if (level >= low - FAR && level <= high + FAR) {
      return null;
    }
    int middle = level < low ? low : high;
    Picture best = own;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < asked.size(); i++) {
      Picture one = asked.get(i);
      if (showsTheSame(one.pixels(), own.pixels(), cell)) {
        // The nearest in time of those that agree.
        int apart = WINDOW * Math.abs(one.level(cell) - middle) + Math.abs(i - at);
        best = apart < least ? one : best;
        least = Math.min(least, apart);
      }
    }
    return best.planes();
  }

  /** Takes how far what shows the same may differ, by the empty screen there. */
  private void like(byte[] empty, int cell) {
    double luma = (empty[cell] & 0xff) - BLACK;
    double chroma =
        Math.hypot((empty[cells + cell] & 0xff) - GREY, (empty[2 * cells + cell] & 0xff) - GREY);
    sameLuma = between(LEAST_LUMA, SAME_LUMA * luma, MOST_LUMA);
    sameChroma = between(LEAST_CHROMA, SAME_CHROMA * chroma, MOST_CHROMA);
  }

  private static int between(int least, double value, int most) {
    return (int) Math.max(least, Math.min(most, Math.round(value)));
  }

  private boolean showsTheSame(byte[] one, byte[] other, int cell) {
    return isNear(one, other, cell, sameLuma)
        && isNear(one, other, cells + cell, sameChroma)
        && isNear(one, other, 2 * cells + cell, sameChroma);
  }

  private static boolean isNear(byte[] one, byte[] other, int at, int most) {
    int apart = (one[at] & 0xff) - (other[at] & 0xff);
    return apart <= most && apart >= -most;
  }
}
