package mediaworker.media.keying;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A picture of an animated WebP file (WebP Container Specification, "ANMF"), which may be less than
 * the canvas: what is as in the picture before is left out, or transparent.
 *
 * @param at where its coded data begins in the file, in bytes
 * @param bytes length of that
 * @param left column of the canvas that it begins with
 * @param top row of the canvas that it begins with
 * @param width in pixels
 * @param height in pixels
 * @param over whether it is laid over what is there; else it takes its place
 * @param cleared whether its place becomes transparent before the next picture is shown
 */
record WebpFrame(
    long at, long bytes, int left, int top, int width, int height, boolean over, boolean cleared) {

  /** Bytes before the coded data: place, size, duration, flags. */
  static final int HEAD = 16;

  /** The file has halves of a place. */
  private static final int HALVED = 2;

  private static final int VP8X_BYTES = 10;
  private static final int OPAQUE = 255;

  /** From a chunk's first {@link #HEAD} bytes, and where the data behind them is. */
  static WebpFrame of(byte[] head, long at, long bytes) {
    int flags = head[HEAD - 1];
    return new WebpFrame(
        at,
        bytes,
        HALVED * WebpHeader.little24(head, 0),
        HALVED * WebpHeader.little24(head, 3),
        1 + WebpHeader.little24(head, 6),
        1 + WebpHeader.little24(head, 9),
        (flags & 2) == 0,
        (flags & 1) != 0);
  }

  /** Writes it as a WebP file of its own, which FFmpeg can read. */
  void writeAlone(FileChannel file, OutputStream out) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(12 + 8 + VP8X_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    head.put(ascii("RIFF")).putInt((int) (4 + 8 + VP8X_BYTES + bytes)).put(ascii("WEBP"));
    head.put(ascii("VP8X")).putInt(VP8X_BYTES).putInt(0x10);
    head.put(little24(width - 1)).put(little24(height - 1));
    out.write(head.array());
    file.position(at);
    InputStream data = Channels.newInputStream(file);
    out.write(data.readNBytes(Math.toIntExact(bytes)));
  }

  /**
   * Shows it.
   *
   * @param alpha its own, from 0 to 255, row by row
   * @param canvas what is shown, so far and then; of that width
   */
  void show(byte[] alpha, byte[] canvas, int canvasWidth) {
    for (int y = 0; y < height; y++) {
      int to = (top + y) * canvasWidth + left;
      for (int x = 0; x < width; x++) {
        int own = alpha[y * width + x] & 0xff;
        int there = over ? canvas[to + x] & 0xff : 0;
        canvas[to + x] = (byte) (own + there * (OPAQUE - own) / OPAQUE);
      }
    }
  }

  /** Takes it off the canvas again, where that is what its file says. */
  void dispose(byte[] canvas, int canvasWidth) {
    for (int y = top; cleared && y < top + height; y++) {
      Arrays.fill(canvas, y * canvasWidth + left, y * canvasWidth + left + width, (byte) 0);
    }
  }

  private static byte[] ascii(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] little24(int value) {
    return new byte[] {(byte) value, (byte) (value >> 8), (byte) (value >> 16)};
  }
}
