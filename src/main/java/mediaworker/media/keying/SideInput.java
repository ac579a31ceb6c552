package mediaworker.media.keying;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mediaworker.media.Rational;

/**
 * A small raw picture beside the clip that the matte needs: one for the whole clip, or one for each
 * of its frames, at analysis resolution. The file is an input of ffmpeg next to the clip's.
 *
 * <p>The file is IVF: a header of 32 bytes, then each picture behind 12 bytes that carry its time.
 * The times are the clip's own, in the clip's own time base, since filters of two inputs pair their
 * pictures by time; a frame whose time has no picture takes the one before it. Every picture has
 * the same size, so a part of the clip can be given its part of the pictures ({@link #slice}).
 *
 * @param file where it lies
 * @param width of a plane
 * @param height of a plane
 * @param planes of full-range levels in a picture, one below the other, so that ffmpeg sees a grey
 *     picture of {@code planes} times the height
 * @param frames 1 for the whole clip, else one a frame of the clip, in order
 */
record SideInput(Path file, int width, int height, int planes, int frames) {

  /** What IVF calls raw grey pictures. */
  private static final String GREY = "Y800";

  private static final int FILE_HEADER = 32;
  private static final int PICTURE_HEADER = 12;
  private static final Rational SECONDS = new Rational(1, 1);

  /** Writes one picture that serves for the whole clip. */
  static SideInput still(Path workDir, int width, int height, int planes, byte[] pixels)
      throws IOException {
    // At time 0 in whole seconds, which leaves the clip's own time base as it is.
    return write(workDir, width, height, planes, SECONDS, new long[1], List.of(pixels));
  }

  /**
   * Writes one picture a frame.
   *
   * @param timeBase seconds of one unit of the times
   * @param times of the clip's frames as ffmpeg's filters see them, rising
   * @param pictures as many as times, each of width · height · planes levels
   */
  static SideInput write(
      Path workDir,
      int width,
      int height,
      int planes,
      Rational timeBase,
      long[] times,
      List<byte[]> pictures)
      throws IOException {
    if (times.length != pictures.size() || pictures.isEmpty()) {
      throw new IllegalArgumentException("Every picture needs a time.");
    }
    Path file = Files.createTempFile(workDir, "side", ".ivf");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write(header(width, planes * height, timeBase));
      for (int i = 0; i < times.length; i++) {
        byte[] pixels = pictures.get(i);
        if (pixels.length != width * height * planes) {
          throw new IllegalArgumentException("A picture is not of the size of the others.");
        }
        out.write(pictureHeader(pixels.length, times[i]));
        out.write(pixels);
      }
    }
    return new SideInput(file, width, height, planes, times.length);
  }

  /**
   * The pictures of a part of the clip, in a file of its own, with times that begin at 0 like those
   * of a clip opened at its first frame. A picture for the whole clip serves for each part.
   *
   * @param first frame of the clip, counted from 0
   * @param count of frames, at least 1
   */
  SideInput slice(int first, int count, Path workDir) throws IOException {
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
      out.write(in.readNBytes(FILE_HEADER));
      in.skipNBytes((long) first * (PICTURE_HEADER + bytes));
      long start = 0;
      for (int i = 0; i < count; i++) {
        long time = buffer(in.readNBytes(PICTURE_HEADER)).getLong(4);
        start = i == 0 ? time : start;
        out.write(pictureHeader(bytes, time - start));
        out.write(in.readNBytes(bytes));
      }
    }
    return new SideInput(part, width, height, planes, count);
  }

  /** The arguments that open it as the next input of ffmpeg. */
  List<String> arguments() {
    return List.of("-protocol_whitelist", "file", "-f", "ivf", "-i", "file:" + file);
  }

  private static byte[] header(int width, int height, Rational timeBase) {
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

  private static byte[] pictureHeader(int bytes, long time) {
    byte[] header = new byte[PICTURE_HEADER];
    buffer(header).putInt(bytes).putLong(time);
    return header;
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
