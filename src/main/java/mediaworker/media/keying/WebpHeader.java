package mediaworker.media.keying;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the chunks of an animated WebP file say (WebP Container Specification, "Extended File
 * Format"). FFmpeg writes such files but cannot read them.
 *
 * @param width canvas, in pixels
 * @param height canvas, in pixels
 * @param alpha whether any picture has transparency
 * @param frames the pictures; equal neighbours may have been joined. None where all are equal and
 *     fill the canvas: then FFmpeg's encoder writes a plain WebP picture, which FFmpeg can read
 */
record WebpHeader(int width, int height, boolean alpha, List<WebpFrame> frames) {

  private static final int ALPHA_FLAG = 0x10;
  private static final int VP8X_BYTES = 10;

  /** Of "RIFF", the file's size and "WEBP". */
  private static final int FILE_HEADER = 12;

  private static final int CHUNK_HEADER = 8;

  WebpHeader {
    frames = List.copyOf(frames);
  }

  /**
   * Reads a file's chunks.
   *
   * @throws IOException when it is no WebP file
   */
  static WebpHeader read(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      if (!word(in).equals("RIFF")) {
        throw new IOException("no RIFF file");
      }
      in.skipNBytes(4);
      if (!word(in).equals("WEBP")) {
        throw new IOException("no WebP file");
      }
      int width = 0;
      int height = 0;
      boolean alpha = false;
      List<WebpFrame> frames = new ArrayList<>();
      long at = FILE_HEADER;
      for (String chunk = word(in); !chunk.isEmpty(); chunk = word(in)) {
        long size = Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
        long padded = size + size % 2;
        at += CHUNK_HEADER;
        long rest = padded;
        if (chunk.equals("VP8X") && size >= VP8X_BYTES) {
          byte[] head = in.readNBytes(VP8X_BYTES);
          alpha = (head[0] & ALPHA_FLAG) != 0;
          width = 1 + little24(head, 4);
          height = 1 + little24(head, 7);
          rest -= VP8X_BYTES;
        } else if (chunk.equals("ANMF") && size >= WebpFrame.HEAD) {
          frames.add(
              WebpFrame.of(
                  in.readNBytes(WebpFrame.HEAD), at + WebpFrame.HEAD, size - WebpFrame.HEAD));
          rest -= WebpFrame.HEAD;
        }
        in.skipNBytes(rest);
        at += padded;
      }
      return new WebpHeader(width, height, alpha, frames);
    }
  }

  /** The next four letters; empty at the end. */
  private static String word(DataInputStream in) throws IOException {
    return new String(in.readNBytes(4), StandardCharsets.US_ASCII);
  }

  /** Three bytes, the least first. */
  static int little24(byte[] bytes, int at) {
    return (bytes[at] & 0xff) | ((bytes[at + 1] & 0xff) << 8) | ((bytes[at + 2] & 0xff) << 16);
  }
}
