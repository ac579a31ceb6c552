package mediaworker.media.timeline;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.Adler32;
import mediaworker.media.mp4.Mp4Movie;
import mediaworker.media.mp4.Mp4Track;

/**
 * Says of an MP4 file what {@link FrameListing} says of any file, from its tables alone and so
 * without starting FFmpeg or reading the file through.
 */
final class MovieListing {

  /** The modulus of Adler-32. */
  private static final int ADLER = 65_521;

  private final Mp4Movie movie;
  private final Mp4Track pictures;

  private MovieListing(Mp4Movie movie, Mp4Track pictures) {
    this.movie = movie;
    this.pictures = pictures;
  }

  /** The listing of a file with pictures; empty where each must have another time and has not. */
  static Optional<MovieListing> of(Mp4Movie movie) {
    Optional<MovieListing> listing =
        movie.picture().map(pictures -> new MovieListing(movie, pictures));
    return listing.filter(one -> one.times().rising());
  }

  /** The pictures' times; the file begins with whatever it has first. */
  FrameTimes times() {
    double end = 0;
    for (int i = 0; i < pictures.count(); i++) {
      end = Math.max(end, pictures.end(i));
    }
    return new FrameTimes(starts(), end - movie.start());
  }

  private double[] starts() {
    double[] starts = new double[pictures.count()];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = pictures.start(i) - movie.start();
    }
    return starts;
  }

  /** All packets. */
  Packets packets() {
    List<Integer> keys = new ArrayList<>();
    for (int i = 0; i < pictures.count(); i++) {
      if (pictures.isKey(i)) {
        keys.add(i);
      }
    }
    List<Integer> clean = Packets.cleanKeys(starts(), keys);
    Packets.Marks marks = new MarksInFile();
    return movie
        .sound()
        .map(
            sound -> {
              double[] heard = new double[sound.count()];
              double end = 0;
              for (int i = 0; i < heard.length; i++) {
                heard[i] = sound.start(i) - movie.start();
                end = Math.max(end, sound.end(i) - movie.start());
              }
              return new Packets(clean, marks, heard, end, header(sound));
            })
        .orElseGet(() -> new Packets(clean, marks, new double[0], 0, ""));
  }

  /** As FFmpeg's listing writes it. */
  private static String header(Mp4Track sound) {
    byte[] setup = sound.decoderSetup();
    byte[] header = new byte[setup.length - 1]; // the first byte says of what kind it is
    System.arraycopy(setup, 1, header, 0, header.length);
    return String.format(
            Locale.ROOT, "%8d, 0x%08x", header.length, checksum(ByteBuffer.wrap(header)))
        .strip();
  }

  /** Adler-32 as FFmpeg's listing has it: it begins at 0, not at 1. */
  private static long checksum(ByteBuffer bytes) {
    int length = bytes.remaining();
    Adler32 adler = new Adler32();
    adler.update(bytes);
    long low = (adler.getValue() & 0xffff) - 1;
    long high = (adler.getValue() >>> 16) - length;
    return (long) Math.floorMod(high, ADLER) << 16 | Math.floorMod(low, ADLER);
  }

  /** Reads the packets when somebody asks for their marks. */
  private final class MarksInFile implements Packets.Marks {
    @Override
    public long[] pictures() throws IOException {
      return marks(pictures);
    }

    @Override
    public long[] sounds() throws IOException {
      return movie.sound().isPresent() ? marks(movie.sound().get()) : new long[0];
    }

    private long[] marks(Mp4Track track) throws IOException {
      long[] marks = new long[track.count()];
      try (FileChannel channel = FileChannel.open(movie.file())) {
        for (int i = 0; i < marks.length; i++) {
          ByteBuffer packet = ByteBuffer.allocate(track.size(i));
          while (packet.hasRemaining()
              && channel.read(packet, track.offset(i) + packet.position()) > 0) {
            // a packet comes in one piece or in several
          }
          marks[i] = Packets.mark(track.size(i), checksum(packet.flip()));
        }
      }
      return marks;
    }
  }
}
