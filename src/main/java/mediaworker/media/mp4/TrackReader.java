package mediaworker.media.mp4;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a track's tables. Whatever is out of the ordinary ends with an {@link
 * IllegalArgumentException} or a {@link java.nio.BufferUnderflowException}: such files are left to
 * FFmpeg.
 */
final class TrackReader {

  /** Codecs whose headers stand in the file's own, not among the pictures. */
  private static final Set<String> PICTURES = Set.of("avc1", "hvc1", "av01", "mp4v");

  /** Fields of a picture's sample entry before the boxes in it (ISO/IEC 14496-12, 12.1.3). */
  private static final int PICTURE_FIELDS = 78;

  /** Fields of a sound's sample entry before the boxes in it, version 0 (12.2.3). */
  private static final int SOUND_FIELDS = 28;

  /** Layer, group, volume, matrix, width and height in the track header. */
  private static final int GEOMETRY = 52;

  /** Samples beyond this, over two hours of pictures, are left to FFmpeg. */
  private static final int MOST_SAMPLES = 500_000;

  /** Decoders' headers beyond this are something else. */
  private static final int MOST_HEADERS = 64 << 10;

  private final Box trak;
  private final long movieScale;

  private TrackReader(Box trak, long movieScale) {
    this.trak = trak;
    this.movieScale = movieScale;
  }

  /**
   * Reads a track of pictures or sound.
   *
   * @param movieScale units of the movie's time in a second
   */
  static Mp4Track read(Box trak, long movieScale) {
    return new TrackReader(trak, movieScale).read();
  }

  private Mp4Track read() {
    Box media = trak.only("mdia");
    Box information = media.only("minf");
    requireOwnData(information.only("dinf").only("dref"));
    Box tables = information.only("stbl");
    require(tables.child("stps").isEmpty());
    ByteBuffer handler = media.only("hdlr").content();
    String kind = fourLetters(handler.slice(8, 4));
    require(kind.equals("vide") || kind.equals("soun"));
    boolean sound = kind.equals("soun");

    ByteBuffer header = media.only("mdhd").content();
    boolean wide = header.get(0) == 1;
    long scale = Integer.toUnsignedLong(header.getInt(wide ? 20 : 12));
    require(scale > 0);
    int language = header.getShort(wide ? 32 : 20) & 0xffff;

    Mp4Track.Samples samples = samples(tables);
    Box entries = tables.only("stsd").alone();
    Entry entry = sound ? soundEntry(entries) : pictureEntry(entries);
    Mp4Track.Headers headers =
        new Mp4Track.Headers(
            sound, scale, geometry(), language, entries, entry.form(), entry.setup());
    Mp4Track unmoved = new Mp4Track(headers, samples, 0);
    return new Mp4Track(headers, samples, delay(unmoved, sound));
  }

  private ByteBuffer geometry() {
    ByteBuffer header = trak.only("tkhd").content();
    int flags = header.getInt(0);
    require((flags & 1) == 1); // a track that is switched off plays in some players, not in others
    boolean wide = header.get(0) == 1;
    return new Box("tkhd", header.slice(wide ? 44 : 32, GEOMETRY)).alone().body();
  }

  /** The data lies in this very file. */
  private static void requireOwnData(Box references) {
    ByteBuffer content = references.content();
    content.getInt();
    require(content.getInt() == 1);
    Box reference = Box.in(content).get(0);
    require((reference.content().getInt() & 1) == 1);
  }

  private record Entry(String form, ByteBuffer setup) {}

  private static Box onlyEntry(Box entries) {
    require(entries.body().remaining() <= MOST_HEADERS);
    ByteBuffer content = entries.content();
    content.getInt();
    require(content.getInt() == 1);
    return Box.in(content).get(0);
  }

  private static Entry pictureEntry(Box entries) {
    Box entry = onlyEntry(entries);
    require(PICTURES.contains(entry.type()));
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    form.writeBytes(entry.type().getBytes(StandardCharsets.ISO_8859_1));
    form.write(entry.bytes(), 0, PICTURE_FIELDS);
    for (Box box : Box.in(entry.content().position(PICTURE_FIELDS))) {
      if (box.type().equals("esds")) {
        form.writeBytes(decoderSetup(box));
      } else if (!box.type().equals("btrt")) {
        form.writeBytes(box.type().getBytes(StandardCharsets.ISO_8859_1));
        form.writeBytes(box.bytes());
      }
    }
    return new Entry(text(form), ByteBuffer.allocate(0));
  }

  private static Entry soundEntry(Box entries) {
    Box entry = onlyEntry(entries);
    require(entry.type().equals("mp4a"));
    require(entry.content().getShort(8) == 0); // QuickTime's later versions have more fields
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    form.write(entry.bytes(), 0, SOUND_FIELDS);
    Optional<byte[]> setup = Optional.empty();
    for (Box box : Box.in(entry.content().position(SOUND_FIELDS))) {
      if (box.type().equals("esds")) {
        setup = Optional.of(decoderSetup(box));
        form.writeBytes(setup.get());
      } else if (!box.type().equals("btrt")) {
        form.writeBytes(box.type().getBytes(StandardCharsets.ISO_8859_1));
        form.writeBytes(box.bytes());
      }
    }
    return new Entry(text(form), ByteBuffer.wrap(setup.orElseThrow(Unusual::new)));
  }

  /** The decoder's own header in an elementary stream descriptor (ISO/IEC 14496-1, 7.2.6). */
  private static byte[] decoderSetup(Box box) {
    ByteBuffer content = box.content();
    content.getInt();
    require(descriptor(content, 3) > 0);
    content.getShort();
    require(content.get() == 0);
    require(descriptor(content, 4) > 13);
    byte kind = content.get();
    content.position(content.position() + 12); // buffer size and bit rates: different in each file
    int length = descriptor(content, 5);
    require(length <= content.remaining());
    byte[] setup = new byte[length + 1];
    setup[0] = kind;
    content.get(setup, 1, setup.length - 1);
    return setup;
  }

  private static int descriptor(ByteBuffer content, int tag) {
    require(content.get() == tag);
    int length = 0;
    for (int i = 0; i < 4; i++) {
      int part = content.get() & 0xff;
      length = (length << 7) | (part & 0x7f);
      if (part < 0x80) {
        return length;
      }
    }
    throw new Unusual();
  }

  private static Mp4Track.Samples samples(Box tables) {
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

  /**
   * What the edit list makes of the times. Only a list that shows all that is there is ordinary;
   * one that hides pictures is not.
   */
  private double delay(Mp4Track track, boolean sound) {
    Optional<Box> list = trak.child("edts").flatMap(box -> box.child("elst"));
    if (list.isEmpty()) {
      return 0;
    }
    ByteBuffer content = list.get().content();
    boolean wide = content.getInt() >>> 24 == 1;
    int count = content.getInt();
    require(count == 1 || count == 2);
    double wait = 0;
    for (int i = 0; i < count; i++) {
      long length = wide ? content.getLong() : Integer.toUnsignedLong(content.getInt());
      long begin = wide ? content.getLong() : content.getInt();
      require(content.getInt() == 0x10000);
      if (begin == -1) {
        require(i == 0 && count == 2);
        wait = length / (double) movieScale;
        continue;
      }
      require(i == count - 1 && begin >= 0);
      int last = track.count() - 1;
      // Lengths are rounded, but never to a whole picture: that would hide one.
      double rounded =
          Math.min(1.0 / movieScale, 0.4 * track.duration(last) / (double) track.timeScale());
      double end = begin / (double) track.timeScale() + length / (double) movieScale + rounded;
      if (sound) {
        // At most the packet that the decoder runs in with may lie before the begin.
        require(begin <= track.duration(0) && end > track.start(last));
      } else {
        double lastEnd = 0;
        for (int j = Math.max(0, last - 32); j <= last; j++) {
          lastEnd = Math.max(lastEnd, track.end(j));
        }
        require(begin == track.leastComposition());
        require(end > lastEnd - 0.5 * track.duration(last) / track.timeScale());
      }
      return wait - begin / (double) track.timeScale();
    }
    throw new Unusual();
  }

  private static String fourLetters(ByteBuffer four) {
    byte[] letters = new byte[4];
    four.get(letters);
    return new String(letters, StandardCharsets.ISO_8859_1);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static void require(boolean ordinary) {
    if (!ordinary) {
      throw new Unusual();
    }
  }

  /** The file is not an ordinary one. */
  static final class Unusual extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
  }
}
