package mediaworker.media.keying.analysis;

import java.nio.file.Path;
import java.util.List;

/**
 * A region that a person decides about, as a grey picture of the clip's own size that serves for
 * the whole clip. Its file holds bare levels, row by row.
 *
 * @param file where it lies
 * @param width of the clip's picture as shown, in pixels
 * @param height of the clip's picture as shown, in pixels
 * @param held whether what it shows white stays solid; if not, it goes
 */
public record RegionFile(Path file, int width, int height, boolean held) implements SideInput {

  @Override
  public int frames() {
    return 1;
  }

  @Override
  public double start() {
    return 0;
  }

  @Override
  public double[] times() {
    throw perFrame();
  }

  @Override
  public int[] preroll() {
    throw perFrame();
  }

  private static UnsupportedOperationException perFrame() {
    return new UnsupportedOperationException("A region has one picture for the whole clip.");
  }

  @Override
  public RegionFile slice(int first, int count, Path workDir) {
    return this;
  }

  @Override
  public List<String> arguments() {
    // One picture at time 0 in whole seconds, as the plate's. Where the clip's unit of time is no
    // whole part of a second FFmpeg counts in finer ones; LastPicture says how long the last lasts.
    return List.of(
        "-protocol_whitelist",
        "file",
        "-f",
        "rawvideo",
        "-pixel_format",
        "gray",
        "-video_size",
        width + "x" + height,
        "-framerate",
        "1",
        "-i",
        "file:" + file.toAbsolutePath());
  }
}
