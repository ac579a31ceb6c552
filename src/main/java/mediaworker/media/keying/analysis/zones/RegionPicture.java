package mediaworker.media.keying.analysis.zones;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.request.Region;

/**
 * Draws what a person decides about as a grey picture of the clip's own size: 255 where the regions
 * are, 0 where not, between them along edges that run through pixels, and as grey as a painting is.
 * It is made row by row, so no more than a row is in memory here.
 */
public final class RegionPicture {

  /**
   * Levels at both ends that count as the end, since a painting may come through other colours, as
   * in a JPEG.
   */
  private static final int END = 2;

  private final Ffmpeg ffmpeg;
  private final Path workDir;
  private final int width;
  private final int height;

  /**
   * For one clip.
   *
   * @param workDir for the picture
   * @param width of the clip's picture as shown, in pixels
   * @param height of the clip's picture as shown, in pixels
   */
  public RegionPicture(Ffmpeg ffmpeg, Path workDir, int width, int height) {
    this.ffmpeg = ffmpeg;
    this.workDir = workDir;
    this.width = width;
    this.height = height;
  }

  /**
   * Draws them.
   *
   * @param painted a picture in which more of them are painted white
   * @return a file of bare levels, row by row; empty where no pixel lies in a region
   * @throws MediaException when the painting cannot be read
   */
  public Optional<Path> draw(
      List<Region> regions, Optional<MediaInfo> painted, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    if (regions.isEmpty() && painted.isEmpty()) {
      return Optional.empty();
    }
    Path file = Files.createTempFile(workDir, "region", ".gray");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      Rows rows = new Rows(new PolygonCoverage(regions, width, height), width, out);
      if (painted.isPresent()) {
        read(painted.get(), rows, cancellation);
      } else {
        byte[] unpainted = new byte[width];
        for (int y = 0; y < height; y++) {
          cancellation.throwIfCancelled();
          rows.add(unpainted);
        }
      }
      if (rows.some) {
        return Optional.of(file);
      }
    }
    Files.delete(file);
    return Optional.empty();
  }

  private void read(MediaInfo painted, Rows rows, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(Ffmpeg.input(painted));
    arguments.addAll(
        List.of(
            "-map",
            painted.pictureStream(0),
            "-vf",
            // Area is bilinear where it enlarges: no ringing.
            ("format=gbrap,premultiply=inplace=1,format=gbrp,scale=%d:%d:flags=area+accurate_rnd,"
                    + "format=gray,lut=c0='if(lte(val,%d),0,if(gte(val,%d),255,val))'")
                .formatted(width, height, END, 255 - END),
            "-frames:v",
            "1",
            "-f",
            "rawvideo",
            "-pix_fmt",
            "gray",
            "pipe:1"));
    try {
      ffmpeg.runRaw(
          arguments, Ffmpeg.rawFrames(width, (index, row) -> rows.add(row)), cancellation);
    } catch (MediaException e) {
      if (e.kind() != MediaException.Kind.BAD_INPUT) {
        throw e;
      }
      MediaException named =
          MediaException.badInput(
              "The matte %s cannot be read. %s"
                  .formatted(painted.file().getFileName(), e.sentence()));
      named.addSuppressed(e);
      throw named;
    }
    if (rows.count < height) {
      throw MediaException.badInput(
          "The matte " + painted.file().getFileName() + " has no picture that can be read.");
    }
  }

  /** Rows that come one after the other, each joined with the polygons'. */
  private static final class Rows {
    private final PolygonCoverage polygons;
    private final byte[] levels;
    private final OutputStream out;
    private int count;
    private boolean some;

    Rows(PolygonCoverage polygons, int width, OutputStream out) {
      this.polygons = polygons;
      this.levels = new byte[width];
      this.out = out;
    }

    void add(byte[] painted) throws IOException {
      double[] shares = polygons.row(count++);
      for (int x = 0; x < levels.length; x++) {
        int drawn = (int) Math.round(255 * shares[x]);
        int level = Math.max(painted[x] & 0xff, drawn);
        levels[x] = (byte) level;
        some |= level > 0;
      }
      out.write(levels);
    }
  }
}
