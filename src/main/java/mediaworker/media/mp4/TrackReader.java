package mediaworker.media.mp4;

import static mediaworker.media.mp4.Unusual.require;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads a track's tables. Whatever is out of the ordinary ends with an {@link
 * IllegalArgumentException} or a {@link java.nio.BufferUnderflowException}: such files are left to
 * FFmpeg.
 */
final class TrackReader {

  /** Layer, group, volume, matrix, width and height in the track header. */
  private static final int GEOMETRY = 52;

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

    Mp4Track.Samples samples = SampleTables.read(tables);
    Box entries = tables.only("stsd").alone();
    SampleEntry entry = sound ? SampleEntry.ofSound(entries) : SampleEntry.ofPictures(entries);
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
}
