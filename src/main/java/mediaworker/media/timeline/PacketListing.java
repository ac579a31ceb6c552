package mediaworker.media.timeline;

import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.LongStream;
import mediaworker.media.MediaInfo;
import mediaworker.media.PacketListener;
import mediaworker.media.Rational;

/** The packets of a file whose stream 0 is the picture and stream 1, if any, the sound. */
final class PacketListing implements PacketListener {

  /** What is kept of the packets of a stream. */
  private static final class Stream {
    private final LongStream.Builder starts = LongStream.builder();
    private final LongStream.Builder positions = LongStream.builder();
    private int shown;
    private long end = Long.MIN_VALUE;
    private long decoded = Long.MIN_VALUE;
    private boolean rising = true;
  }

  private final IntConsumer pictures;
  private final List<Stream> streams = List.of(new Stream(), new Stream());

  /**
   * A listing to be.
   *
   * @param pictures hears how many pictures have been read so far
   */
  PacketListing(IntConsumer pictures) {
    this.pictures = pictures;
  }

  @Override
  public void accept(Packet packet) {
    if (packet.stream() < 0 || packet.stream() >= streams.size()) {
      return;
    }
    Stream stream = streams.get(packet.stream());
    stream.positions.add(packet.position());
    stream.rising &= packet.dts() != Packet.NONE && packet.dts() > stream.decoded;
    stream.decoded = packet.dts();
    if (packet.stream() == 1 || !packet.discarded()) {
      stream.starts.add(packet.pts());
      stream.shown++;
      stream.end = Math.max(stream.end, packet.pts() + packet.duration());
    }
    if (packet.stream() == 0) {
      pictures.accept(stream.shown);
    }
  }

  /** Where the packets of a stream lie in the file. */
  long[] positions(int stream) {
    return streams.get(stream).positions.build().toArray();
  }

  /** Whether each packet of a stream is decoded later than the one before. */
  boolean rising(int stream) {
    return streams.get(stream).rising;
  }

  /** When pictures and sound are there. */
  VideoCheck.Seen seen(MediaInfo info) {
    Stream picture = streams.get(0);
    double unit = Rational.parse(info.video().get(0).timeBase()).value();
    Optional<FrameTimes> times =
        picture.shown == 0
            ? Optional.empty()
            : Optional.of(
                new FrameTimes(
                    picture.starts.build().mapToDouble(start -> start * unit).toArray(),
                    picture.end * unit));
    Stream sound = streams.get(1);
    double soundEnd =
        sound.shown == 0 || info.sound().isEmpty()
            ? 0
            : sound.end * Rational.parse(info.sound().get().timeBase()).value();
    return new VideoCheck.Seen(times, soundEnd);
  }
}
