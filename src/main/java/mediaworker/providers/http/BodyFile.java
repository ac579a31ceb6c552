package mediaworker.providers.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the body of an answer while it comes. What the disk does not take is held in memory, so
 * that the answer is read to its end before anybody waits for the disk.
 */
final class BodyFile implements AutoCloseable {

  /** With more than this in memory, the disk is waited for while the provider still sends. */
  private static final int MOST_HELD_BYTES = 64 << 20;

  private final Path file;
  private final DiskPatience patience;
  private final Buffer held = new Buffer();

  /** Taken off {@link #held}, and not yet all in the file. */
  private final ByteBuffer next = ByteBuffer.allocate(1 << 16).limit(0);

  private @Nullable FileChannel channel;
  private KeptAnswer.@Nullable DiskException trouble;

  BodyFile(Path file, DiskPatience patience) {
    this.file = file;
    this.patience = patience;
  }

  void add(byte[] bytes, int count) throws KeptAnswer.DiskException {
    held.write(bytes, 0, count);
    if (trouble == null) {
      trouble = tried();
    }
    if (held.size() + next.remaining() > MOST_HELD_BYTES) {
      insist();
    }
  }

  /** Returns when all of it is on the disk, and nothing else is in the file. */
  void finish() throws KeptAnswer.DiskException {
    insist();
    try {
      FileChannel out = opened();
      out.truncate(out.position());
      // Not tried again: what a failed sync has lost would not be written by another.
      out.force(true);
    } catch (IOException e) {
      throw new KeptAnswer.DiskException(file, e);
    }
  }

  private void insist() throws KeptAnswer.DiskException {
    trouble = tried();
    while (trouble != null) {
      patience.await(trouble);
      trouble = tried();
    }
  }

  /** Writes what is held piece by piece, never all of it at once; answers what is against it. */
  private KeptAnswer.@Nullable DiskException tried() {
    try {
      FileChannel out = opened();
      while (next.hasRemaining() || !held.exhausted()) {
        if (!next.hasRemaining()) {
          held.read(next.clear());
          next.flip();
        }
        out.write(next);
      }
      return null;
    } catch (IOException e) {
      return new KeptAnswer.DiskException(file, e);
    }
  }

  private FileChannel opened() throws IOException {
    FileChannel open = channel;
    if (open == null) {
      // Over what is there, which keeps the room.
      open = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel = open;
    }
    return open;
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
