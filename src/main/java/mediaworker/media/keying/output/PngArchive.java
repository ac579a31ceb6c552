package mediaworker.media.keying.output;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Puts a stream of PNG pictures into a ZIP file as {@code frame_00001.png} and so on, as they come:
 * no picture ever lies on the disk by itself. They are stored as they are, since PNG is compressed.
 *
 * <p>Where a picture ends is read from its chunks (PNG specification, 5.3): length, type, data,
 * CRC, the last one being IEND. For use by one thread.
 */
final class PngArchive {

  private static final byte[] SIGNATURE = {(byte) 137, 'P', 'N', 'G', 13, 10, 26, 10};
  private static final int CHUNK_FRAME = 12;
  private static final int LARGEST_CHUNK = 1 << 30;
  private static final int IEND = 0x49454e44;

  private final Path file;
  private long count;

  PngArchive(Path file) {
    this.file = file;
  }

  /** Number of pictures written. */
  long count() {
    return count;
  }

  /**
   * Writes the archive.
   *
   * @param in PNG files end to end
   * @param written hears the number of pictures after each
   * @throws IOException when the disk is full, or what comes is not PNG
   */
  void write(InputStream in, LongConsumer written) throws IOException {
    DataInputStream pictures = new DataInputStream(new BufferedInputStream(in, 1 << 16));
    try (ZipOutputStream zip =
        new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
      zip.setMethod(ZipOutputStream.STORED);
      for (byte[] png = next(pictures); png.length > 0; png = next(pictures)) {
        count++;
        ZipEntry entry = new ZipEntry(String.format(Locale.ROOT, "frame_%05d.png", count));
        CRC32 crc = new CRC32();
        crc.update(png);
        entry.setSize(png.length);
        entry.setCompressedSize(png.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(png);
        zip.closeEntry();
        written.accept(count);
      }
    }
  }

  /** The next picture; empty at the end of the stream. */
  private static byte[] next(DataInputStream in) throws IOException {
    byte[] signature = in.readNBytes(SIGNATURE.length);
    if (signature.length == 0) {
      return signature;
    }
    if (!Arrays.equals(signature, SIGNATURE)) {
      throw new IOException("FFmpeg wrote something that is not a PNG picture.");
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream(1 << 20);
    png.writeBytes(signature);
    int type;
    do {
      byte[] head = in.readNBytes(8);
      if (head.length < 8) {
        throw new EOFException("A PNG picture broke off.");
      }
      int length = ByteBuffer.wrap(head).getInt(0);
      type = ByteBuffer.wrap(head).getInt(4);
      if (length < 0 || length > LARGEST_CHUNK) {
        throw new IOException("A PNG picture has a part of impossible size.");
      }
      byte[] rest = in.readNBytes(length + CHUNK_FRAME - 8);
      if (rest.length < length + CHUNK_FRAME - 8) {
        throw new EOFException("A PNG picture broke off.");
      }
      png.writeBytes(head);
      png.writeBytes(rest);
    } while (type != IEND);
    return png.toByteArray();
  }
}
