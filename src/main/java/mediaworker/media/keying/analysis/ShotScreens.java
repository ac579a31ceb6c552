package mediaworker.media.keying.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.keying.analysis.clip.ClipFrames;
import mediaworker.media.keying.analysis.clip.ScreenSamples;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.plate.CleanPlate;
import mediaworker.media.keying.analysis.screen.ColorPeaks;
import mediaworker.media.keying.analysis.screen.KeyMeter;
import mediaworker.media.keying.analysis.screen.Outdoors;
import mediaworker.media.keying.analysis.screen.ScreenEvidence;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.request.KeyingSettings;

/**
 * Which screen each shot of an edited clip shows. Shots have the same one where the clean plate of
 * one would serve for the other, so that nothing changes in between.
 *
 * @param shots in order, the whole clip
 * @param screens what shows each screen; at least one
 * @param screenless shots with neither a screen of their own nor any of the others' in them
 * @param likest shots whose screen is one too many, and that are keyed with the likest other one
 */
record ShotScreens(
    List<Shot> shots, List<Pictures> screens, List<Shot> screenless, List<Shot> likest) {

  /**
   * A shot.
   *
   * @param first number of its first picture
   * @param end number of the picture behind its last one
   * @param screen which one it is keyed with, counted from 0
   */
  record Shot(int first, int end, int screen) {}

  /**
   * What shows one screen.
   *
   * @param some pictures for measuring
   * @param all that are at hand
   */
  record Pictures(List<byte[]> some, List<byte[]> all) {}

  /**
   * By what shots are measured.
   *
   * @param matrix of the pictures
   */
  record Measuring(AnalysisGrid grid, ColorMatrix matrix, KeyMeter meter, KeyingSettings settings) {

    /** The colour of what may be a screen by itself. */
    Optional<MeasuredKey> key(List<byte[]> frames) {
      return frames.isEmpty()
          ? Optional.empty()
          : meter
              .measure(frames, settings.keyColor(), tolerance())
              .filter(MeasuredKey::isConvincing);
    }

    boolean isOutdoors(MeasuredKey key, List<byte[]> frames) {
      return new Outdoors(grid, matrix, ScreenSamples.spread(frames)).shows(key);
    }

    private double tolerance() {
      return settings.matte().tolerance();
    }
  }

  /** Each one costs tables in the graph; further ones are taken for the likest of them. */
  static final int MOST_SCREENS = 8;

  /** How far plates of one screen may be apart, as a share of its chroma and in levels. */
  private static final double ALIKE = 0.05;

  private static final double ALIKE_LEVELS = 2;
  private static final double ALIKE_LUMA = 10;

  /** Of the cells, those that decide: the rest may be guessed, or in another shadow. */
  private static final double MOST_CELLS = 0.7;

  /** How far the ratios of chroma to luma of one screen may be apart, as a share. */
  private static final double ALIKE_RATIO = 0.1;

  /** With so much of another shot's screen in it, a shot has that one. */
  private static final double LEAST_AREA = 0.02;

  /** A picture with so many cells no brighter than this is black. */
  private static final double BLACK_CELLS = 0.75;

  private static final int BLACK = 32;

  /** A screen and the shot in which it was first found. */
  private record Found(MeasuredKey key, CleanPlate plate, List<byte[]> frames) {}

  /** Whether pictures from all over a clip, each by itself, show different screens. */
  static boolean differ(List<byte[]> frames, Measuring measuring) {
    double[] first = null;
    for (byte[] frame : frames) {
      Optional<MeasuredKey> key = measuring.key(List.of(frame));
      if (key.isPresent()) {
        double light = Math.max(1, key.get().y() - 16);
        double[] ratio = {(key.get().u() - 128) / light, (key.get().v() - 128) / light};
        first = first == null ? ratio : first;
        double apart = Math.hypot(ratio[0] - first[0], ratio[1] - first[1]);
        if (apart > ALIKE_RATIO * Math.hypot(first[0], first[1])) {
          return true;
        }
      }
    }
    return false;
  }

  /** A clip that is taken for a single shot. */
  static ShotScreens one(Pictures pictures) {
    return new ShotScreens(
        List.of(new Shot(0, Integer.MAX_VALUE, 0)), List.of(pictures), List.of(), List.of());
  }

  /**
   * Measures the shots of a clip.
   *
   * @param whole pictures from all over it, which are measured together where all show one screen
   * @throws java.util.concurrent.CancellationException when cancelled
   */
  static ShotScreens of(
      Measuring measuring, ClipFrames.Seen seen, Pictures whole, Cancellation cancellation) {
    List<Found> found = new ArrayList<>();
    int[] firsts = seen.shots();
    int[] screens = new int[firsts.length];
    boolean[] likest = new boolean[firsts.length];
    boolean outdoors = false;
    List<ShotLook> looks = ShotLook.all(measuring, seen, cancellation);
    for (int shot = 0; shot < firsts.length; shot++) {
      cancellation.throwIfCancelled();
      ShotLook look = looks.get(shot);
      outdoors |= look.outdoors();
      screens[shot] = -1;
      if (look.key().isPresent() && !look.outdoors()) {
        screens[shot] = screen(measuring, look.key().get(), look, found);
        likest[shot] = screens[shot] < 0;
        screens[shot] = likest[shot] ? likest(look.key().get(), found) : screens[shot];
      }
    }
    if (found.isEmpty()) {
      return one(whole);
    }
    List<Shot> shots = new ArrayList<>();
    List<Shot> screenless = new ArrayList<>();
    for (int i = 0; i < firsts.length; i++) {
      cancellation.throwIfCancelled();
      int screen = screens[i] >= 0 ? screens[i] : shown(measuring, looks.get(i), found);
      Shot shot = new Shot(firsts[i], end(firsts, i, seen), screen < 0 ? near(screens, i) : screen);
      shots.add(shot);
      if (screen < 0
          && !looks.get(i).frames().stream().allMatch(frame -> isBlack(measuring.grid(), frame))) {
        screenless.add(shot);
      }
    }
    List<Pictures> pictures =
        found.stream()
            .map(screen -> new Pictures(ScreenSamples.spread(screen.frames()), screen.frames()))
            .toList();
    return new ShotScreens(
        shots,
        // A lawn among the pictures of the whole clip might be taken for the screen.
        found.size() == 1 && !outdoors ? List.of(whole) : pictures,
        screenless,
        IntStream.range(0, shots.size()).filter(i -> likest[i]).mapToObj(shots::get).toList());
  }

  /**
   * Number of the screen that a picture is keyed with. One behind the last shot, which a second
   * decoding of a damaged clip may yield, belongs to that.
   */
  int screenAt(int picture) {
    Shot last = shots.get(shots.size() - 1);
    return shots.stream().filter(shot -> picture < shot.end()).findFirst().orElse(last).screen();
  }

  private static int end(int[] firsts, int shot, ClipFrames.Seen seen) {
    return shot + 1 < firsts.length ? firsts[shot + 1] : seen.pictures();
  }

  /**
   * Number of the screen of a shot that has one of its own, which is added where it is new; -1
   * where it is one too many.
   */
  private static int screen(
      Measuring measuring, MeasuredKey key, ShotLook look, List<Found> found) {
    List<byte[]> telling = look.telling();
    // A plate takes long to make; of a known screen with little before it, a picture is enough.
    int known = known(key, telling.get(telling.size() / 2), found);
    if (known < 0) {
      CleanPlate plate = CleanPlate.of(measuring.grid(), telling, key, measuring.tolerance());
      known = known(key, plate.pixels(), found);
      if (known < 0 && found.size() < MOST_SCREENS) {
        found.add(new Found(key, plate, new ArrayList<>(look.frames())));
        return found.size() - 1;
      }
    }
    if (known >= 0) {
      found.get(known).frames().addAll(look.frames());
    }
    return known;
  }

  private static int known(MeasuredKey key, byte[] pixels, List<Found> found) {
    return IntStream.range(0, found.size())
        .filter(i -> isAlike(key, pixels, found.get(i)))
        .findFirst()
        .orElse(-1);
  }

  /** Number of the screen that is likest to one: of green ones to a green one, if there are any. */
  private static int likest(MeasuredKey key, List<Found> found) {
    return IntStream.range(0, found.size())
        .boxed()
        .min(
            Comparator.comparing((Integer i) -> found.get(i).key().screen() != key.screen())
                .thenComparing(i -> apart(key, found.get(i))))
        .orElseThrow();
  }

  private static double apart(MeasuredKey key, Found found) {
    return Math.hypot(key.u() - found.key().u(), key.v() - found.key().v());
  }

  private static boolean isAlike(MeasuredKey key, byte[] one, Found found) {
    byte[] two = found.plate().pixels();
    int cells = found.plate().grid().cells();
    double[] luma = new double[cells];
    double[] chroma = new double[cells];
    for (int cell = 0; cell < cells; cell++) {
      luma[cell] = Math.abs((one[cell] & 0xff) - (two[cell] & 0xff));
      int u = (one[cells + cell] & 0xff) - (two[cells + cell] & 0xff);
      int v = (one[2 * cells + cell] & 0xff) - (two[2 * cells + cell] & 0xff);
      chroma[cell] = Math.sqrt(u * u + v * v);
    }
    return key.screen() == found.key().screen()
        && most(chroma) <= Math.max(ALIKE_LEVELS, ALIKE * key.chroma())
        && most(luma) <= ALIKE_LUMA;
  }

  private static double most(double[] values) {
    java.util.Arrays.sort(values);
    return values[(int) (MOST_CELLS * (values.length - 1))];
  }

  /** The screen of which a shot without one of its own shows the most; -1 where it shows none. */
  private static int shown(Measuring measuring, ShotLook look, List<Found> found) {
    double tolerance = measuring.tolerance();
    int best = -1;
    double most = LEAST_AREA;
    for (int i = 0; i < found.size() && !look.frames().isEmpty(); i++) {
      MeasuredKey key = found.get(i).key();
      double radius = ColorPeaks.radius(key.u(), key.v(), tolerance);
      double area =
          new ScreenEvidence(measuring.grid(), key, tolerance, radius).area(look.telling());
      if (area >= most) {
        most = area;
        best = i;
      }
    }
    return best;
  }

  /** The screen of the nearest shot before that has one, else of the nearest behind. */
  private static int near(int[] screens, int shot) {
    for (int i = shot - 1; i >= 0; i--) {
      if (screens[i] >= 0) {
        return screens[i];
      }
    }
    int i = shot + 1;
    while (screens[i] < 0) {
      i++;
    }
    return screens[i];
  }

  private static boolean isBlack(AnalysisGrid grid, byte[] frame) {
    int black = 0;
    for (int cell = 0; cell < grid.cells(); cell++) {
      black += (frame[cell] & 0xff) < BLACK ? 1 : 0;
    }
    return black >= BLACK_CELLS * grid.cells();
  }
}
