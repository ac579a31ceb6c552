package mediaworker.media.keying.analysis.clip;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.Interlacing;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.color.ChromaSampling;
import mediaworker.media.keying.color.HiddenPixels;
import mediaworker.media.keying.color.WorkingFormat;

/**
 * Whether the chroma of a picture that has room for all of it is as fine as its luma. A picture of
 * RGB may be the frame of a video, or a JPEG, whose chroma was made smaller before; then luma has
 * to tell where edges are, as with any clip.
 *
 * <p>Told by edges: between the means of 2 × 2 pixels chroma changes by so much for each level of
 * luma, and within the 2 × 2 pixels it has to change likewise. Where it was made smaller it changes
 * by less, or not at all. What is out of focus changes less within them, but luma does as well.
 * Which pixels belong together is not known once a picture has been cut, so all four ways are
 * tried, and the least counts. Of 4:2:2, whose chroma is smaller across anyway, only the change
 * from the upper two pixels to the lower two is asked.
 *
 * <p>Several pictures of a clip are asked, and each counts for as much as its edges tell: one that
 * is blank or out of focus decides nothing. Used by one thread.
 */
public final class ChromaDetail {

  /** Only the middle of a larger picture is looked at. */
  private static final int LARGEST = 2048;

  /** Pixels of a block that has an edge or none, across and down. */
  private static final int BLOCK = 4;

  /** What the four means of a block must differ by for an edge: levels, standard deviation. */
  private static final double CHROMA_STEP = 7;

  /** The same of luma. */
  private static final double LUMA_STEP = 9;

  /** Share of the chroma's variance among the means that must go with luma. */
  private static final double ALONG = 0.8;

  /**
   * The share of the expected change from which chroma is as fine as luma. Drawn pictures have 0.77
   * to 1, blurred and with grain too; once their chroma was made smaller, 0 to 0.66. Such pictures
   * scaled to three quarters, and frames that were soft before, lie in between: they lose little.
   */
  private static final double FINE = 0.72;

  /**
   * Of the variance among the means, what is expected within them at least, or they tell nothing:
   * in a drawing whose edges all lie between them nothing is.
   */
  private static final double TELLING = 0.05;

  /** Shares of a clip's length where pictures are taken from it. */
  private static final double[] MOMENTS = {1 / 6.0, 1 / 2.0, 5 / 6.0};

  private final int width;
  private final int height;
  private final ChromaSampling room;
  private final double[] found = new double[4];
  private final double[] expected = new double[4];

  /**
   * For one source.
   *
   * @param width of its pictures in pixels, a multiple of 4
   * @param height in pixels, a multiple of 4
   * @param room what its format has room for: more than a quarter
   */
  ChromaDetail(int width, int height, ChromaSampling room) {
    this.width = width;
    this.height = height;
    this.room = room;
  }

  /**
   * How much chroma a source is best keyed with. Reads up to three pictures of those that have room
   * for more than a quarter.
   *
   * @throws MediaException when FFmpeg cannot read the source
   */
  public static ChromaSampling of(Ffmpeg ffmpeg, MediaInfo source, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    ChromaSampling room = ChromaSampling.of(source);
    if (room == ChromaSampling.QUARTER) {
      return ChromaSampling.QUARTER;
    }
    MediaInfo.Video video = source.picture().orElseThrow();
    int width = Math.min(video.shownWidth(), LARGEST) / BLOCK * BLOCK;
    int height = Math.min(video.shownHeight(), LARGEST) / BLOCK * BLOCK;
    if (width == 0 || height == 0) {
      return ChromaSampling.QUARTER;
    }
    ChromaDetail detail = new ChromaDetail(width, height, room);
    boolean read = false;
    if (!source.isStill()) {
      for (double moment : MOMENTS) {
        double seconds = moment * video.durationSeconds();
        byte[] picture = picture(ffmpeg, source, seconds, width, height, cancellation);
        read |= detail.add(picture);
      }
    }
    if (!read) { // a still picture, or a clip that is shorter than it says
      detail.add(picture(ffmpeg, source, 0, width, height, cancellation));
    }
    return detail.sampling();
  }

  /** The middle of a picture as yuv444p; empty where there is none. */
  private static byte[] picture(
      Ffmpeg ffmpeg,
      MediaInfo source,
      double seconds,
      int width,
      int height,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    MediaInfo.Video video = source.picture().orElseThrow();
    List<String> arguments = new ArrayList<>();
    if (seconds > 0) {
      arguments.addAll(List.of("-ss", String.format(Locale.ROOT, "%.6f", seconds)));
    }
    arguments.addAll(List.of("-threads", String.valueOf(ffmpeg.threads())));
    arguments.addAll(Ffmpeg.input(source));
    String filters =
        Interlacing.filter(video)
            + HiddenPixels.filled(video)
            + WorkingFormat.of(video, ChromaSampling.FULL).filters()
            + ",crop=%d:%d:exact=1".formatted(width, height);
    arguments.addAll(List.of("-map", source.pictureStream(0), "-vf", filters));
    arguments.addAll(Ffmpeg.OWN_TIMES);
    arguments.addAll(List.of("-frames:v", "1", "-f", "rawvideo", "pipe:1"));
    byte[][] found = {new byte[0]};
    ffmpeg.runRaw(
        arguments,
        Ffmpeg.rawFrames(3 * width * height, (index, yuv444) -> found[0] = yuv444.clone()),
        cancellation);
    return found[0];
  }

  /**
   * Takes a picture into account.
   *
   * @param yuv444 planes one after the other; empty where there is none
   * @return whether there is one
   */
  boolean add(byte[] yuv444) {
    if (yuv444.length == 0) {
      return false;
    }
    // What lies side by side in 4:2:2 is known.
    for (int phase = 0; phase < 4; phase += room == ChromaSampling.HALF ? 2 : 1) {
      Changes changes = new Changes(yuv444);
      for (int y = phase / 2; y + BLOCK <= height; y += BLOCK) {
        for (int x = phase % 2; x + BLOCK <= width; x += BLOCK) {
          changes.add(x, y);
        }
      }
      if (changes.expected > TELLING * changes.between) {
        found[phase] += changes.found;
        expected[phase] += changes.expected;
      }
    }
    return true;
  }

  /** How much chroma the pictures have; a quarter where they do not tell. */
  ChromaSampling sampling() {
    boolean told = false;
    for (int phase = 0; phase < 4; phase++) {
      if (expected[phase] > 0 && found[phase] <= FINE * expected[phase]) {
        return ChromaSampling.QUARTER;
      }
      told |= expected[phase] > 0;
    }
    return told ? room : ChromaSampling.QUARTER;
  }

  /** How chroma changes within 2 × 2 pixels, summed over the blocks that have an edge. */
  private final class Changes {

    private final byte[] planes;
    private final int size = width * height;
    private final double[] luma = new double[4];
    private final double[] chroma = new double[4];

    /** Chroma's variance among the means, as far as it goes with luma. */
    private double between;

    /** What luma and chroma do together, by the slope of the block. */
    private double found;

    /** The same if chroma went with luma along that slope. */
    private double expected;

    Changes(byte[] planes) {
      this.planes = planes;
    }

    /** Adds the block that begins at a pixel. */
    void add(int x, int y) {
      int at = y * width + x;
      double ofLuma = variance(at, luma);
      if (ofLuma <= LUMA_STEP * LUMA_STEP) {
        return;
      }
      for (int plane = 1; plane < 3; plane++) {
        double ofChroma = variance(plane * size + at, chroma);
        double together = 0;
        for (int i = 0; i < 4; i++) {
          together += luma[i] * chroma[i] / 4;
        }
        if (ofChroma > CHROMA_STEP * CHROMA_STEP
            && together * together > ALONG * ofLuma * ofChroma) {
          between += together * together / ofLuma;
          addWithin(at, plane, together / ofLuma);
        }
      }
    }

    /** Of the means of 2 × 2 pixels, which become what each is apart from their mean. */
    private double variance(int at, double[] means) {
      double mean = 0;
      for (int i = 0; i < 4; i++) {
        int first = at + i / 2 * 2 * width + i % 2 * 2;
        means[i] =
            (level(first) + level(first + 1) + level(first + width) + level(first + width + 1))
                / 4.0;
        mean += means[i] / 4;
      }
      double variance = 0;
      for (int i = 0; i < 4; i++) {
        means[i] -= mean;
        variance += means[i] * means[i] / 4;
      }
      return variance;
    }

    private void addWithin(int at, int plane, double slope) {
      for (int i = 0; i < 4; i++) {
        int first = at + i / 2 * 2 * width + i % 2 * 2;
        int ofChroma = plane * size + first;
        found += slope * together(first, ofChroma);
        expected += slope * slope * together(first, first);
      }
    }

    /** What 2 × 2 levels, and 2 × 2 others, do together about their means. */
    private double together(int first, int other) {
      double down = (upper(first) - lower(first)) * (upper(other) - lower(other)) / 4;
      return room == ChromaSampling.HALF ? down : down + across(first, other);
    }

    /** The part of it that the means of the upper and of the lower two do not tell. */
    private double across(int first, int other) {
      double above = (level(first) - level(first + 1)) * (level(other) - level(other + 1));
      int below = first + width;
      int belowOther = other + width;
      return (above
              + (level(below) - level(below + 1)) * (level(belowOther) - level(belowOther + 1)))
          / 2;
    }

    private double upper(int first) {
      return level(first) + level(first + 1);
    }

    private double lower(int first) {
      return upper(first + width);
    }

    private double level(int at) {
      return planes[at] & 0xff;
    }
  }
}
