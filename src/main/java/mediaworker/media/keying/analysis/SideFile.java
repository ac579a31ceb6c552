package mediaworker.media.keying.analysis;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mediaworker.media.Rational;

/**
 * What lies beside a clip, in a file.
 *
 * @param file where it lies
 * @param width of a plane
 * @param height of a plane
 * @param planes of full-range levels in a picture, one below the other
 * @param prerolls what {@link #preroll} tells of each picture: of one for the whole clip, else of
 *     one a frame of the clip, in order
 * @param start time of the first one in seconds, as the clip's own
 */
public record SideFile(
    Path file, int width, int height, int planes, List<Integer> prerolls, double start)
    implements SideInput {

  /** What IVF calls raw grey pictures. */
  private static final String GREY = "Y800";

  private static final int FILE_HEADER = 32;
  private static final int PICTURE_HEADER = 12;

  /** Where the header has the units of time in a second, as a fraction, and a picture its time. */
  private static final int RATE = 16;

  private static final int TIME = 4;
  private static final Rational SECONDS = new Rational(1, 1);

  /** Writes one picture that serves for the whole clip. */
  static SideFile still(Path workDir, int width, int height, int planes, byte[] pixels)
      throws IOException {
    // At time 0 in whole seconds, which leaves a clip's time base of 1/n as it is.
    try (Writer writer = writer(workDir, width, height, planes)) {
      writer.add(pixels);
      return writer.finish(SECONDS, List.of(0L), new int[1]);
    }
  }

  /** Begins a file with one picture a frame of the clip. */
  static Writer writer(Path workDir, int width, int height, int planes) throws IOException {
    return new Writer(Files.createTempFile(workDir, "side", ".ivf"), width, height, planes);
  }

  /**
   * Writes pictures as they come, and their times at the end, when they are known. Used by one
   * thread.
   */
  static final class Writer implements Closeable {
    private final Path file;
    private final int width;
    private final int height;
    private final int planes;
    private final OutputStream out;
    private int pictures;

    private Writer(Path file, int width, int height, int planes) throws IOException {
      this.file = file;
      this.width = width;
      this.height = height;
      this.planes = planes;
      out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
      out.write(new byte[FILE_HEADER]);
    }

    /** Adds the next frame's picture. */
    void add(byte[] pixels) throws IOException {
      if (pixels.length != width * height * planes) {
        throw new IllegalArgumentException("A picture is not of the size of the others.");
      }
      out.write(pictureHeader(pixels.length, 0));
      out.write(pixels);
      pictures++;
    }

    /**
     * Ends the file.
     *
     * @param timeBase seconds of one unit of the times
     * @param times of the clip's frames as ffmpeg's filters see them, rising; as many as pictures
     * @param preroll how many frames before each one have to be decoded where the clip is entered
     *     for it; as many
     */
    SideFile finish(Rational timeBase, List<Long> times, int[] preroll) throws IOException {
      out.close();
      if (times.size() != pictures || preroll.length != pictures || pictures == 0) {
        throw new IllegalArgumentException(
            "%d pictures have %d times and %d prerolls"
                .formatted(pictures, times.size(), preroll.length));
      }
      int record = PICTURE_HEADER + width * height * planes;
      try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
        raw.write(header(width, planes * height, timeBase));
        for (int i = 0; i < pictures; i++) {
          raw.seek(FILE_HEADER + (long) i * record);
          raw.write(pictureHeader(record - PICTURE_HEADER, times.get(i)));
        }
      }
      return new SideFile(
          file,
          width,
          height,
          planes,
          Arrays.stream(preroll).boxed().toList(),
          times.get(0) * timeBase.value());
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  @Override
  public SideFile slice(int first, int count, Path workDir) throws IOException {
    int frames = frames();
    if (frames == 1) {
      return this;
    }
    if (first < 0 || count < 1 || first + count > frames) {
      throw new IllegalArgumentException(
          "Frames %d to %d of %d".formatted(first, first + count, frames));
    }
    Path part = Files.createTempFile(workDir, "side", ".ivf");
    int bytes = width * height * planes;
    try (InputStream in = Files.newInputStream(file);
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
      byte[] header = in.readNBytes(FILE_HEADER);
      out.write(header);
      in.skipNBytes((long) first * (PICTURE_HEADER + bytes));
      long begin = 0;
      for (int i = 0; i < count; i++) {
        byte[] picture = in.readNBytes(PICTURE_HEADER);
        begin = i == 0 ? buffer(picture).getLong(TIME) : begin;
        out.write(picture);
        out.write(in.readNBytes(bytes));
      }
      List<Integer> own = List.copyOf(prerolls.subList(first, first + count));
      return new SideFile(part, width, height, planes, own, begin * unit(header));
    }
  }

  @Override
  public int frames() {
    return prerolls.size();
  }

  @Override
  public int[] preroll() {
    return prerolls.stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public double[] times() throws IOException {
    double[] times = new double[frames()];
    int record = PICTURE_HEADER + width * height * planes;
    byte[] header = new byte[FILE_HEADER];
    byte[] picture = new byte[PICTURE_HEADER];
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "r")) {
      raw.readFully(header);
      for (int i = 0; i < times.length; i++) {
        raw.seek(FILE_HEADER + (long) i * record);
        raw.readFully(picture);
        times[i] = buffer(picture).getLong(TIME) * unit(header);
      }
    }
    return times;
  }

  /** Seconds of one unit of the times. */
  private static double unit(byte[] header) {
    return buffer(header).getInt(RATE + 4) / (double) buffer(header).getInt(RATE);
  }

  @Override
  public List<String> arguments() {
    List<String> arguments = new ArrayList<>(SideInput.from(start));
    arguments.addAll(List.of("-protocol_whitelist", "file", "-f", "ivf", "-i", "file:" + file));
    return arguments;
  }

  /** The beginning of a file. */
  static byte[] header(int width, int height, Rational timeBase) {
    byte[] header = new byte[FILE_HEADER];
    buffer(header)
        .put("DKIF".getBytes(StandardCharsets.US_ASCII))
        .putShort((short) 0)
        .putShort((short) FILE_HEADER)
        .put(GREY.getBytes(StandardCharsets.US_ASCII))
        .putShort((short) width)
        .putShort((short) height)
        .putInt((int) timeBase.denominator())
        .putInt((int) timeBase.numerator());
    return header;
  }

  /** What stands before a picture. */
  static byte[] pictureHeader(int bytes, long time) {
    byte[] header = new byte[PICTURE_HEADER];
    buffer(header).putInt(bytes).putLong(time);
    return header;
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
