package mediaworker.media.mp4;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * An ordinary MP4 file: one track of pictures, or one of sound, or one of each, with all tables in
 * one place, every sample in the file and none hidden. Read in a millisecond, without a process.
 * Immutable; the file may change behind it.
 *
 * @param file where it lies
 * @param bytes its size when its tables were read
 * @param picture the pictures
 * @param sound the sound
 * @param soundFirst whether the sound's track comes before that of the pictures
 */
public record Mp4Movie(
    Path file,
    long bytes,
    Optional<Mp4Track> picture,
    Optional<Mp4Track> sound,
    boolean soundFirst) {

  /**
   * Tables beyond this are left to FFmpeg: more than the samples of two tracks take, and far less
   * than the memory there is.
   */
  static final int MOST_TABLES = 24 << 20;

  private static final int HEADER = 16;

  /** A file of more outermost boxes is not looked through. */
  private static final int MOST_BOXES = 10_000;

  /** The movie's matrix of a picture that is neither turned nor moved (ISO/IEC 14496-12, 8.2.2). */
  private static final int[] UPRIGHT = {0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000};

  /**
   * Reads a file's tables.
   *
   * @return empty where it is something else than an ordinary MP4 file
   */
  public static Optional<Mp4Movie> read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      Optional<Box> tables = tables(channel);
      return tables.isEmpty() ? Optional.empty() : ordinary(file, channel.size(), tables.get());
    } catch (IllegalArgumentException | IndexOutOfBoundsException | BufferUnderflowException e) {
      return Optional.empty(); // some table is not as tables are
    }
  }

  private static Optional<Mp4Movie> ordinary(Path file, long bytes, Box tables) {
    if (tables.child("mvex").isPresent()) {
      return Optional.empty(); // fragments, with tables of their own, follow
    }
    ByteBuffer header = tables.only("mvhd").content();
    boolean wide = header.get(0) == 1;
    long scale = Integer.toUnsignedLong(header.getInt(wide ? 20 : 12));
    for (int i = 0; i < UPRIGHT.length; i++) {
      if (header.getInt((wide ? 48 : 36) + 4 * i) != UPRIGHT[i]) {
        return Optional.empty(); // turned as a whole, beside what its tracks say
      }
    }
    if (tables.children().stream().filter(box -> box.type().equals("trak")).count() > 2) {
      return Optional.empty();
    }
    List<Mp4Track> pictures = new ArrayList<>();
    List<Mp4Track> sounds = new ArrayList<>();
    boolean soundFirst = false;
    for (Box box : tables.children()) {
      if (box.type().equals("trak")) {
        Mp4Track track = TrackReader.read(box, scale);
        soundFirst |= track.headers().sound() && pictures.isEmpty();
        (track.headers().sound() ? sounds : pictures).add(track);
        for (int i = 0; i < track.count(); i++) {
          if (track.offset(i) < 0 || track.offset(i) > bytes - track.size(i)) {
            return Optional.empty(); // the file breaks off
          }
        }
      }
    }
    return scale == 0
            || pictures.size() > 1
            || sounds.size() > 1
            || pictures.size() + sounds.size() == 0
        ? Optional.empty()
        : Optional.of(
            new Mp4Movie(
                file,
                bytes,
                pictures.stream().findFirst(),
                sounds.stream().findFirst(),
                soundFirst));
  }

  /** Number of samples, which is what it takes in memory. */
  public int samples() {
    return picture.map(Mp4Track::count).orElse(0) + sound.map(Mp4Track::count).orElse(0);
  }

  /** Looks through the outermost boxes for the one with the tables. */
  private static Optional<Box> tables(FileChannel channel) throws IOException {
    long size = channel.size();
    ByteBuffer tables = null;
    int boxes = 0;
    for (long position = 0; position + 8 <= size; ) {
      if (++boxes > MOST_BOXES) {
        return Optional.empty();
      }
      ByteBuffer header = read(channel, position, (int) Math.min(HEADER, size - position));
      long length = Integer.toUnsignedLong(header.getInt(0));
      byte[] letters = new byte[4];
      header.get(4, letters);
      String type = new String(letters, StandardCharsets.ISO_8859_1);
      int begin = 8;
      if (length == 1) {
        length = header.getLong(8);
        begin = HEADER;
      } else if (length == 0) {
        length = size - position;
      }
      boolean first = position == 0;
      if (length < begin || length > size - position || (first && !type.equals("ftyp"))) {
        return Optional.empty();
      }
      if (first && isQuickTime(read(channel, begin, (int) Math.min(length - begin, 4)))) {
        return Optional.empty(); // its headers are laid out in another way
      }
      if (type.equals("moof")
          || (type.equals("moov") && (tables != null || length > MOST_TABLES))) {
        return Optional.empty();
      }
      if (type.equals("moov")) {
        tables = read(channel, position + begin, (int) length - begin);
      }
      position += length;
    }
    return tables == null ? Optional.empty() : Optional.of(new Box("moov", tables));
  }

  private static boolean isQuickTime(ByteBuffer brand) {
    byte[] letters = new byte[brand.remaining()];
    brand.get(letters);
    return new String(letters, StandardCharsets.ISO_8859_1).startsWith("qt");
  }

  private static ByteBuffer read(FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new IllegalArgumentException("the file has become shorter");
      }
    }
    return buffer.flip();
  }

  /**
   * What FFmpeg would say of how the file is coded: two files of the same form differ in nothing
   * that a decoder is set up by, nor in the numbers of their streams.
   *
   * @return empty where FFmpeg has to look at the pictures for that
   */
  public Optional<String> form() {
    if (picture.isEmpty() || !picture.get().isSteady()) {
      return Optional.empty();
    }
    StringBuilder form = new StringBuilder(form(picture.get()));
    form.append(" every ").append(picture.get().duration(0));
    form.append(" from ").append(picture.get().leastComposition());
    sound.ifPresent(track -> form.append(soundFirst ? " after " : " with ").append(form(track)));
    return Optional.of(form.toString());
  }

  private static String form(Mp4Track track) {
    byte[] geometry = new byte[track.headers().geometry().remaining()];
    track.headers().geometry().slice().get(geometry);
    return track.headers().form()
        + " "
        + track.timeScale()
        + " "
        + HexFormat.of().formatHex(geometry);
  }

  /**
   * When FFmpeg lets the file begin, in seconds of the file. What a sound's decoder runs in with
   * before time 0 is not counted.
   */
  public double start() {
    double pictures = picture.map(Mp4Movie::firstShown).orElse(Double.POSITIVE_INFINITY);
    double sounds = sound.map(track -> Math.max(0, track.start(0))).orElse(pictures);
    return Math.min(pictures, sounds);
  }

  private static double firstShown(Mp4Track track) {
    return track.delay() + track.leastComposition() / (double) track.timeScale();
  }
}
