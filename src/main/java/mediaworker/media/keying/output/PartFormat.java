package mediaworker.media.keying.output;

import java.util.List;
import java.util.Optional;
import mediaworker.media.keying.request.OutputFormat;

/**
 * How parts of a clip are written that processes key side by side, and what a process takes. The
 * figures come from measurements that {@code docs/encoding.md} keeps, but for {@code decoding},
 * which is told in {@code docs/keying-measurements.md}.
 *
 * @param extension of a part's file, with the dot
 * @param container arguments of FFmpeg for a part's file, which keep the clip's own times
 * @param bytesPerPixel memory that a process needs for each pixel of the picture
 * @param keepsBusy threads that one process can keep busy by itself, roughly
 * @param decoding what only decoding a picture takes, as a share of what one takes that is written
 */
record PartFormat(
    String extension,
    List<String> container,
    double bytesPerPixel,
    int keepsBusy,
    double decoding) {

  /** Memory that a process needs beside its pictures. */
  private static final double BYTES_PER_PROCESS = 50e6;

  /**
   * Memory that the processes of one job may take together: a job is to stay below 1 GB, and the
   * worker itself takes the rest.
   */
  private static final double MOST_BYTES = 830e6;

  /**
   * With less in each part the start of a process, a quarter of a second of tables most of all,
   * costs more than it gains: pixels, and the bounds of what that comes to in pictures.
   */
  private static final long FEWEST_PIXELS = 40_000_000;

  private static final long FEWEST_LARGE_PICTURES = 20;
  private static final long FEWEST_SMALL_PICTURES = 40;

  private static final PartFormat WEBM =
      new PartFormat(".webm", Encoding.container(OutputFormat.WEBM), 350, 1, 0.1);
  private static final PartFormat MP4 = new PartFormat(".mp4", fine("mp4"), 150, 1, 0.1);
  private static final PartFormat MOV = new PartFormat(".mov", fine("mov"), 210, 2, 0.1);

  /**
   * How a request's parts are written.
   *
   * @param h264Encoder what would write H.264
   * @return empty where parts could not be joined by copying, or gain nothing: the picture of a GIF
   *     or a WebP builds on the one before, and PNG pictures are encoded side by side anyway
   */
  static Optional<PartFormat> of(OutputFormat format, String h264Encoder) {
    return switch (format) {
      case WEBM -> Optional.of(WEBM);
      case MOV -> Optional.of(MOV);
      // libx264 puts pictures out of order and keeps all cores busy by itself.
      case MP4 -> h264Encoder.equals("libopenh264") ? Optional.of(MP4) : Optional.empty();
      case PNG, GIF, WEBP -> Optional.empty();
    };
  }

  /**
   * How many parts of a clip are keyed side by side; 1 where cutting it gains nothing.
   *
   * @param cores threads that the job may compute with
   * @param pixels of a picture
   * @param pictures of the clip
   */
  int parts(int cores, long pixels, int pictures) {
    double fitting = MOST_BYTES / (BYTES_PER_PROCESS + bytesPerPixel * pixels);
    long fewest =
        Math.max(FEWEST_LARGE_PICTURES, Math.min(FEWEST_SMALL_PICTURES, FEWEST_PIXELS / pixels));
    long useful = Math.min(cores / keepsBusy, pictures / fewest);
    return (int) Math.max(1, Math.min((double) useful, fitting));
  }

  /**
   * Where a part's track begins is told in units of the whole file's clock, which is milliseconds
   * unless it is asked for a finer one.
   */
  private static List<String> fine(String muxer) {
    return List.of("-movie_timescale", "1000000", "-f", muxer);
  }
}
