package mediaworker.media.mp4;

import static mediaworker.media.mp4.Unusual.require;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads where a track's samples lie, how large they are and when they are shown (ISO/IEC 14496-12,
 * 8.6 and 8.7).
 */
final class SampleTables {

  /** Samples beyond this, over two hours of pictures, are left to FFmpeg. */
  private static final int MOST_SAMPLES = 500_000;

  private SampleTables() {}

  /**
   * Reads the tables.
   *
   * @param tables the track's {@code stbl}
   */
  static Mp4Track.Samples read(Box tables) {
    ByteBuffer sizes = tables.only("stsz").content();
    sizes.getInt();
    int common = sizes.getInt();
    int count = sizes.getInt();
    require(count > 0 && count <= MOST_SAMPLES);
    require(common != 0 || sizes.remaining() / 4 >= count);
    int[] size = new int[count];
    if (common != 0) {
      Arrays.fill(size, common);
    } else {
      sizes.asIntBuffer().get(size);
    }
    for (int one : size) {
      require(one > 0);
    }
    int[] compositions =
        tables.child("ctts").map(box -> runs(box, count)).orElseGet(() -> new int[count]);
    return new Mp4Track.Samples(
        size, offsets(tables, size), durations(tables, count), compositions, keys(tables, count));
  }

  private static int[] durations(Box tables, int count) {
    int[] durations = runs(tables.only("stts"), count);
    for (int one : durations) {
      require(one >= 0);
    }
    return durations;
  }

  /** A table of "so many samples with this value". */
  private static int[] runs(Box box, int count) {
    ByteBuffer content = box.content();
    content.getInt();
    int runs = content.getInt();
    int[] values = new int[count];
    int filled = 0;
    for (int i = 0; i < runs; i++) {
      int length = content.getInt();
      int value = content.getInt();
      require(length >= 0 && length <= count - filled);
      Arrays.fill(values, filled, filled + length, value);
      filled += length;
    }
    require(filled == count);
    return values;
  }

  private static boolean[] keys(Box tables, int count) {
    boolean[] keys = new boolean[count];
    Optional<Box> listed = tables.child("stss");
    if (listed.isEmpty()) {
      Arrays.fill(keys, true);
      return keys;
    }
    ByteBuffer content = listed.get().content();
    content.getInt();
    for (int i = content.getInt(); i > 0; i--) {
      int number = content.getInt();
      require(number >= 1 && number <= count);
      keys[number - 1] = true;
    }
    return keys;
  }

  private static long[] offsets(Box tables, int[] sizes) {
    Optional<Box> narrow = tables.child("stco");
    ByteBuffer chunks = narrow.orElseGet(() -> tables.only("co64")).content();
    chunks.getInt();
    int chunkCount = chunks.getInt();
    ByteBuffer runs = tables.only("stsc").content();
    runs.getInt();
    int runCount = runs.getInt();
    long[] offsets = new long[sizes.length];
    int sample = 0;
    int perChunk = 0;
    int nextRun = runCount > 0 ? runs.getInt() : 0;
    require(nextRun == 1);
    for (int chunk = 1; chunk <= chunkCount; chunk++) {
      if (chunk == nextRun) {
        perChunk = runs.getInt();
        require(runs.getInt() == 1); // the only sample description
        runCount--;
        nextRun = runCount > 0 ? runs.getInt() : 0;
        require(nextRun == 0 || nextRun > chunk);
      }
      long position =
          narrow.isPresent() ? Integer.toUnsignedLong(chunks.getInt()) : chunks.getLong();
      require(perChunk > 0 && perChunk <= sizes.length - sample);
      for (int i = 0; i < perChunk; i++, sample++) {
        offsets[sample] = position;
        position += sizes[sample];
      }
    }
    require(sample == sizes.length);
    return offsets;
  }
}
