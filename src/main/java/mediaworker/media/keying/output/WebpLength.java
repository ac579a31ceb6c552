package mediaworker.media.keying.output;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * For how long an animated WebP's last picture is shown (WebP Container Specification, "ANMF"):
 * FFmpeg does not tell its encoder, which takes the mean of the others. Stateless.
 */
final class WebpLength {

  /** Of "RIFF", the file's size and "WEBP", and of a chunk's name and size. */
  private static final int FILE_HEADER = 12;

  private static final int CHUNK_HEADER = 8;

  /** Where a picture's chunk has its length in milliseconds, in three bytes. */
  private static final int DURATION = 12;

  private static final long LONGEST = 0xffffff;

  private WebpLength() {}

  /**
   * Lets the last picture stay until the file is so long; a file of one picture is left as it is.
   *
   * @param milliseconds of all pictures together
   */
  static void set(Path file, long milliseconds) throws IOException {
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      long before = 0;
      long length = 0;
      long last = 0;
      byte[] chunk = new byte[CHUNK_HEADER];
      byte[] duration = new byte[3];
      for (long at = FILE_HEADER; at + CHUNK_HEADER <= raw.length(); ) {
        raw.seek(at);
        raw.readFully(chunk);
        if (new String(chunk, 0, 4, StandardCharsets.US_ASCII).equals("ANMF")) {
          last = at + CHUNK_HEADER + DURATION;
          raw.seek(last);
          raw.readFully(duration);
          before += length;
          length = little(duration, 0, 3);
        }
        long size = little(chunk, 4, 4);
        at += CHUNK_HEADER + size + size % 2;
      }
      long shown = Math.min(LONGEST, milliseconds - before);
      if (last > 0 && shown > 0) {
        raw.seek(last);
        raw.write(new byte[] {(byte) shown, (byte) (shown >> 8), (byte) (shown >> 16)});
      }
    }
  }

  private static long little(byte[] bytes, int from, int count) {
    long value = 0;
    for (int i = count - 1; i >= 0; i--) {
      value = (value << 8) | (bytes[from + i] & 0xff);
    }
    return value;
  }
}
