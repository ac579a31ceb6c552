package mediaworker.media.mp4;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import mediaworker.concurrent.Cancellation;

/**
 * Puts samples of several files into a new one, tables in front, without looking into them: what it
 * takes is a copy of the bytes. Immutable.
 */
public final class Mp4Joiner {

  /** The bytes copied at once, between two looks at whether to go on. */
  private static final long STEP = 8 << 20;

  /** Times beyond this would not fit into the tables. */
  private static final long MOST_UNITS = Integer.MAX_VALUE;

  /** Units a second of the new file's time, below which sound would not begin where it should. */
  private static final long LEAST_SCALE = 1000;

  /** How many pictures may be coded before one that is shown earlier. */
  private static final int REORDERED = 32;

  /** Bytes of some file that go into the new one as they are. */
  record Stretch(Path file, long offset, long length) {}

  private final List<Stretch> stretches;
  private final byte[] front;
  private final List<long[]> positions;

  Mp4Joiner(List<Stretch> stretches, byte[] front, List<long[]> positions) {
    this.stretches = stretches;
    this.front = front;
    this.positions = positions;
  }

  /**
   * Lays the new file out.
   *
   * @param pictures whole tracks of equal form
   * @param sound from the pictures' own files, run for run, or from others; empty for none
   * @return empty where the clips cannot be put together in this way
   */
  public static Optional<Mp4Joiner> of(TrackPlan pictures, Optional<TrackPlan> sound) {
    List<TrackPlan> tracks = new ArrayList<>(List.of(pictures));
    sound.ifPresent(tracks::add);
    for (TrackPlan track : tracks) {
      for (SampleRun run : track.runs()) {
        if (run.track().timeScale() != track.model().timeScale()
            || !run.track().isInFileOrder()
            || !run.track().headers().form().equals(track.model().headers().form())
            || !run.track().headers().geometry().equals(track.model().headers().geometry())) {
          return Optional.empty();
        }
      }
      if (track.length() > MOST_UNITS) {
        return Optional.empty();
      }
    }
    if (pictures.model().leastComposition() < 0
        || (sound.isPresent() && pictures.model().timeScale() < LEAST_SCALE)) {
      return Optional.empty();
    }
    for (SampleRun run : pictures.runs()) {
      if (!beginsAnew(run)
          || run.track().leastComposition() != pictures.model().leastComposition()) {
        return Optional.empty();
      }
    }
    return Optional.of(new JoinLayout(pictures, sound).joiner());
  }

  /**
   * Whether its pictures need none before them: a key picture that others are shown before may let
   * those refer to what came earlier.
   */
  private static boolean beginsAnew(SampleRun run) {
    boolean anew = run.track().isKey(run.from());
    double begin = run.track().start(run.from());
    for (int i = run.from() + 1; anew && i < Math.min(run.to(), run.from() + REORDERED); i++) {
      anew = run.track().start(i) > begin;
    }
    return anew;
  }

  /** Where each sample of a track lies in the new file: 0 for the pictures, 1 for the sound. */
  public long[] positions(int track) {
    return positions.get(track).clone();
  }

  /** Bytes of the new file. */
  public long bytes() {
    return front.length + stretches.stream().mapToLong(Stretch::length).sum();
  }

  /**
   * Writes the file.
   *
   * @param written hears how many bytes there are so far
   * @throws java.util.concurrent.CancellationException when cancelled
   */
  public void write(Path file, LongConsumer written, Cancellation cancellation) throws IOException {
    try (Sources sources = new Sources();
        FileChannel out =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer head = ByteBuffer.wrap(front);
      while (head.hasRemaining()) {
        out.write(head);
      }
      for (Stretch stretch : stretches) {
        FileChannel in = sources.of(stretch.file());
        long end = stretch.offset() + stretch.length();
        for (long position = stretch.offset(); position < end; ) {
          cancellation.throwIfCancelled();
          long moved = in.transferTo(position, Math.min(STEP, end - position), out);
          if (moved <= 0) {
            throw new IOException(stretch.file().getFileName() + " has become shorter.");
          }
          position += moved;
          written.accept(out.position());
        }
      }
    }
  }

  /**
   * Compares the new file's samples with those they were copied from.
   *
   * @return whether all are the same, bit for bit
   */
  public boolean holds(Path file, Cancellation cancellation) throws IOException {
    ByteBuffer left = ByteBuffer.allocateDirect(1 << 18);
    ByteBuffer right = ByteBuffer.allocateDirect(1 << 18);
    try (Sources sources = new Sources();
        FileChannel copy = FileChannel.open(file)) {
      if (copy.size() != bytes()) {
        return false;
      }
      long at = front.length;
      for (Stretch stretch : stretches) {
        FileChannel in = sources.of(stretch.file());
        for (long done = 0; done < stretch.length(); ) {
          cancellation.throwIfCancelled();
          int length = (int) Math.min(left.capacity(), stretch.length() - done);
          if (!read(in, stretch.offset() + done, left.clear().limit(length))
              || !read(copy, at, right.clear().limit(length))
              || left.flip().mismatch(right.flip()) >= 0) {
            return false;
          }
          done += length;
          at += length;
        }
      }
    }
    return true;
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
