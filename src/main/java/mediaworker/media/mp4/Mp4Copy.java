package mediaworker.media.mp4;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import mediaworker.concurrent.Cancellation;

/**
 * A new file whose tables are there and whose samples are being copied. Whoever reads the tables
 * alone need not wait for those.
 */
public final class Mp4Copy {

  /**
   * The bytes copied at once. What has just been written is read back and compared while it is
   * still in the processor's cache: that takes half the time of reading both files once more.
   */
  private static final int STEP = 512 << 10;

  private final Path file;
  private final byte[] front;
  private final List<Mp4Joiner.Stretch> stretches;

  private Mp4Copy(Path file, byte[] front, List<Mp4Joiner.Stretch> stretches) {
    this.file = file;
    this.front = front;
    this.stretches = stretches;
  }

  /** Writes the tables and lets the file have its full length. */
  static Mp4Copy begin(Path file, byte[] front, List<Mp4Joiner.Stretch> stretches)
      throws IOException {
    Mp4Copy copy = new Mp4Copy(file, front, stretches);
    try (FileChannel out =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      write(out, ByteBuffer.wrap(front), 0);
      if (copy.bytes() > front.length) {
        write(out, ByteBuffer.allocate(1), copy.bytes() - 1);
      }
    }
    return copy;
  }

  private long bytes() {
    return front.length + stretches.stream().mapToLong(Mp4Joiner.Stretch::length).sum();
  }

  /**
   * Copies the samples and reads back what has been written, tables and samples.
   *
   * @param written hears how many bytes there are so far, before they are read back
   * @param units looks at the pictures on their way
   * @return whether the file holds what it was to hold, bit for bit
   * @throws IOException where a clip has become shorter, or there is no room
   * @throws java.util.concurrent.CancellationException when cancelled
   */
  public boolean write(LongConsumer written, PictureUnits units, Cancellation cancellation)
      throws IOException {
    ByteBuffer wanted = ByteBuffer.allocateDirect(STEP);
    ByteBuffer found = ByteBuffer.allocateDirect(STEP);
    boolean same = true;
    try (Sources sources = new Sources();
        FileChannel out =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long at = front.length;
      for (Mp4Joiner.Stretch stretch : stretches) {
        FileChannel in = sources.of(stretch.file());
        for (long done = 0; same && done < stretch.length(); ) {
          cancellation.throwIfCancelled();
          int length = (int) Math.min(STEP, stretch.length() - done);
          if (!read(in, stretch.offset() + done, wanted.clear().limit(length))) {
            throw new IOException(stretch.file().getFileName() + " has become shorter.");
          }
          write(out, wanted.flip(), at);
          written.accept(at + length);
          same = holds(out, at, wanted.rewind(), found);
          units.pass(stretch.file(), stretch.offset() + done, wanted);
          done += length;
          at += length;
        }
      }
      ByteBuffer tables = ByteBuffer.wrap(front);
      return same
          && out.size() == bytes()
          && holds(out, 0, tables, ByteBuffer.allocate(front.length));
    }
  }

  private static boolean holds(FileChannel file, long position, ByteBuffer wanted, ByteBuffer found)
      throws IOException {
    return read(file, position, found.clear().limit(wanted.remaining()))
        && found.flip().mismatch(wanted) < 0;
  }

  private static void write(FileChannel out, ByteBuffer bytes, long position) throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += out.write(bytes, at);
    }
  }

  private static boolean read(FileChannel channel, long position, ByteBuffer into)
      throws IOException {
    long at = position;
    while (into.hasRemaining()) {
      int count = channel.read(into, at);
      if (count < 0) {
        return false;
      }
      at += count;
    }
    return true;
  }

  /** The files that are copied from, each opened once. */
  private static final class Sources implements AutoCloseable {
    private final Map<Path, FileChannel> open = new HashMap<>();

    FileChannel of(Path file) throws IOException {
      FileChannel channel = open.get(file);
      if (channel == null) {
        channel = FileChannel.open(file);
        open.put(file, channel);
      }
      return channel;
    }

    @Override
    public void close() throws IOException {
      for (FileChannel channel : open.values()) {
        channel.close();
      }
    }
  }
}
