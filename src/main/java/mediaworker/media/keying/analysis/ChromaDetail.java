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
 * <p>Told by edges: what a step loses when the picture is made half as wide and high and large
 * again, compared with what it loses when that is done to the smaller picture. A sharp step loses
 * as much each time; of one that was made smaller once before, the first time takes next to
 * nothing. What is out of focus loses little the first time too, but then luma does as well.
 * Counted in squares, and only where the second loss is well above noise.
 */
public final class ChromaDetail {

  /** Only the middle of a larger picture is looked at. */
  private static final int LARGEST = 2048;

  /** Points of a block that counts as a whole, across and down. */
  private static final int BLOCK = 4;

  /** What a block must lose the second time: levels of chroma, root of the mean square. */
  private static final double LEAST_LOSS = 8;

  /**
   * The first loss over the second from which chroma is fine by itself. On drawn pictures it is
   * 0.53 to 1.1 as they are, and up to 0.38 once their chroma was made smaller, whatever enlarged
   * it again.
   */
  private static final double SHARP = 0.45;

  /**
   * The same as a share of luma's own from which it is as fine as that: above 0.85 in blurred
   * pictures, up to 0.82 in those whose chroma was made smaller.
   */
  private static final double LIKE_LUMA = 0.85;

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
    List<String> arguments = new ArrayList<>();
    if (!source.isStill()) {
      String middle = String.format(Locale.ROOT, "%.6f", video.durationSeconds() / 2);
      arguments.addAll(List.of("-ss", middle));
    }
    arguments.addAll(List.of("-threads", String.valueOf(ffmpeg.threads())));
    arguments.addAll(Ffmpeg.input(source));
    String filters =
        HiddenPixels.filled(video)
            + WorkingFormat.of(video, ChromaSampling.FULL).filters()
            + ",crop=%d:%d:exact=1".formatted(width, height);
    arguments.addAll(List.of("-map", "0:V:0", "-vf", filters));
    arguments.addAll(Ffmpeg.OWN_TIMES);
    arguments.addAll(List.of("-frames:v", "1", "-f", "rawvideo", "pipe:1"));
    ChromaSampling[] found = {ChromaSampling.QUARTER};
    ffmpeg.runRaw(
        arguments,
        Ffmpeg.rawFrames(
            3 * width * height, (index, yuv444) -> found[0] = of(yuv444, width, height)),
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
    int plane = width * height;
    Losses luma = new Losses(width, height);
    luma.add(yuv444, 0);
    Losses chroma = new Losses(width, height);
    chroma.add(yuv444, plane);
    chroma.add(yuv444, 2 * plane);
    double edges = 0;
    double[] sums = new double[3];
    for (int block = 0; block < chroma.second.length; block++) {
      if (chroma.second[block] > LEAST_LOSS * LEAST_LOSS) {
        edges += chroma.second[block];
        sums[0] += chroma.first[block];
        sums[1] += luma.first[block];
        sums[2] += luma.second[block];
      }
    }
    double ofChroma = sums[0] / edges;
    double ofLuma = sums[1] / sums[2];
    return edges > 0 && (ofChroma > SHARP || ofChroma > LIKE_LUMA * ofLuma)
        ? ChromaSampling.FULL
        : ChromaSampling.QUARTER;
  }

  /** Mean squares of what each block loses when the picture is made smaller once, and twice. */
  private static final class Losses {

    private final int width;
    private final int height;
    private final double[] first;
    private final double[] second;

    Losses(int width, int height) {
      this.width = width;
      this.height = height;
      first = new double[width / BLOCK * (height / BLOCK)];
      second = new double[first.length];
    }

    /** Adds those of a plane. */
    void add(byte[] planes, int offset) {
      float[] points = new float[width * height];
      for (int i = 0; i < points.length; i++) {
        points[i] = planes[offset + i] & 0xff;
      }
      float[] half = halved(points, width, height);
      add(points, half, width, height, BLOCK, first);
      add(half, halved(half, width / 2, height / 2), width / 2, height / 2, BLOCK / 2, second);
    }

    /** Means of 2 × 2 points. */
    private static float[] halved(float[] points, int width, int height) {
      float[] half = new float[width / 2 * (height / 2)];
      for (int y = 0; y < height / 2; y++) {
        for (int x = 0; x < width / 2; x++) {
          int at = 2 * y * width + 2 * x;
          half[y * (width / 2) + x] =
              (points[at] + points[at + 1] + points[at + width] + points[at + width + 1]) / 4;
        }
      }
      return half;
    }

    /** Compares a plane with its half, enlarged bilinearly. */
    private static void add(
        float[] points, float[] half, int width, int height, int block, double[] losses) {
      int across = width / 2;
      double share = 1.0 / (block * block);
      for (int y = 0; y < height; y++) {
        int row = y / 2 * across;
        int nextRow = Math.max(0, Math.min(height / 2 - 1, y / 2 + (y % 2 == 0 ? -1 : 1))) * across;
        for (int x = 0; x < width; x++) {
          int column = x / 2;
          int next = Math.max(0, Math.min(across - 1, column + (x % 2 == 0 ? -1 : 1)));
          double enlarged =
              0.75 * (0.75 * half[row + column] + 0.25 * half[row + next])
                  + 0.25 * (0.75 * half[nextRow + column] + 0.25 * half[nextRow + next]);
          double lost = points[y * width + x] - enlarged;
          losses[y / block * (width / block) + x / block] += lost * lost * share;
        }
      }
    }
  }
}
