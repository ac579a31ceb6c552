package mediaworker.media.keying.analysis;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mediaworker.media.keying.analysis.zones.KeptWall;

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

  /** Share of a wall that is covered where nobody need be told of it: its edge may be guessed. */
  private static final double COVERED = 0.9;

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

  /** Those of the walls that it covers but for a little. */
  List<KeptWall> covered(List<KeptWall> walls) throws IOException {
    List<KeptWall> covered = new ArrayList<>();
    for (KeptWall wall : walls) {
      if (share(wall) >= COVERED) {
        covered.add(wall);
      }
    }
    return covered;
  }

  /** How much of a wall it covers, 0…1; grey counts in part. */
  private double share(KeptWall wall) throws IOException {
    int left = (int) Math.round(wall.left() * width);
    int top = (int) Math.round(wall.top() * height);
    int bottom = (int) Math.round(wall.bottom() * height);
    byte[] row = new byte[(int) Math.round(wall.right() * width) - left];
    long sum = 0;
    try (RandomAccessFile levels = new RandomAccessFile(file.toFile(), "r")) {
      for (int y = top; y < bottom; y++) {
        levels.seek((long) y * width + left);
        levels.readFully(row);
        for (byte level : row) {
          sum += level & 0xff;
        }
      }
    }
    return sum / (255.0 * Math.max(1, (long) row.length * (bottom - top)));
  }
}
