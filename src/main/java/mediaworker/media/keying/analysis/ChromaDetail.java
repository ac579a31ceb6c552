package mediaworker.media.keying.analysis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
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
 * tried, and the least counts.
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

  private ChromaDetail() {}

  /**
   * How much chroma a source is best keyed with. Reads one picture of those that have room for all.
   *
   * @throws MediaException when FFmpeg cannot read the source
   */
  public static ChromaSampling of(Ffmpeg ffmpeg, MediaInfo source, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    if (ChromaSampling.of(source) == ChromaSampling.QUARTER) {
      return ChromaSampling.QUARTER;
    }
    MediaInfo.Video video = source.picture().orElseThrow();
    int width = Math.min(video.shownWidth(), LARGEST) / BLOCK * BLOCK;
    int height = Math.min(video.shownHeight(), LARGEST) / BLOCK * BLOCK;
    if (width == 0 || height == 0) {
      return ChromaSampling.QUARTER;
    }
    double middle = source.isStill() ? 0 : video.durationSeconds() / 2;
    byte[] picture = picture(ffmpeg, source, middle, width, height, cancellation);
    if (picture.length == 0 && middle > 0) { // shorter than it says
      picture = picture(ffmpeg, source, 0, width, height, cancellation);
    }
    return picture.length == 0 ? ChromaSampling.QUARTER : of(picture, width, height);
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
        HiddenPixels.filled(video)
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
   * How much chroma a picture has.
   *
   * @param yuv444 planes one after the other
   * @param width in pixels, a multiple of 4
   * @param height in pixels, a multiple of 4
   */
  static ChromaSampling of(byte[] yuv444, int width, int height) {
    boolean told = false;
    for (int phase = 0; phase < 4; phase++) {
      Changes changes = new Changes(yuv444, width, height);
      for (int y = phase / 2; y + BLOCK <= height; y += BLOCK) {
        for (int x = phase % 2; x + BLOCK <= width; x += BLOCK) {
          changes.add(x, y);
        }
      }
      boolean tells = changes.expected > TELLING * changes.between;
      if (tells && changes.found <= FINE * changes.expected) {
        return ChromaSampling.QUARTER;
      }
      told |= tells;
    }
    return told ? ChromaSampling.FULL : ChromaSampling.QUARTER;
  }

  /** How chroma changes within 2 × 2 pixels, summed over the blocks that have an edge. */
  private static final class Changes {

    private final byte[] planes;
    private final int width;
    private final int size;
    private final double[] luma = new double[4];
    private final double[] chroma = new double[4];

    /** Chroma's variance among the means, as far as it goes with luma. */
    private double between;

    /** What luma and chroma do together, by the slope of the block. */
    private double found;

    /** The same if chroma went with luma along that slope. */
    private double expected;

    Changes(byte[] planes, int width, int height) {
      this.planes = planes;
      this.width = width;
      size = width * height;
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
        double sumOfLuma = 0;
        double sumOfChroma = 0;
        double squares = 0;
        double products = 0;
        for (int j = 0; j < 4; j++) {
          int pixel = first + j / 2 * width + j % 2;
          double ofLuma = level(pixel);
          double ofChroma = level(plane * size + pixel);
          sumOfLuma += ofLuma;
          sumOfChroma += ofChroma;
          squares += ofLuma * ofLuma;
          products += ofLuma * ofChroma;
        }
        found += slope * (products - sumOfLuma * sumOfChroma / 4);
        expected += slope * slope * (squares - sumOfLuma * sumOfLuma / 4);
      }
    }

    private int level(int at) {
      return planes[at] & 0xff;
    }
  }
}
