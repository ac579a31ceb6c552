package mediaworker.media.timeline;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import mediaworker.media.Rational;
import mediaworker.process.ProcessRequest;
import org.jspecify.annotations.Nullable;

/**
 * Reads FFmpeg's {@code framecrc} format, the cheapest list of every packet or decoded picture with
 * its time: {@code stream, dts, pts, duration, size, checksum[, F=flags]…} after {@code #tb stream:
 * 1/15360} headers. Stream 0 is the picture, stream 1 the sound.
 */
final class FrameListing implements ProcessRequest.Stdout {

  private static final Pattern TIME_BASE = Pattern.compile("^#tb (\\d+): (\\S+)");
  private static final Pattern FLAGS = Pattern.compile(", F=0x([0-9A-Fa-f]+)");

  /** AV_PKT_FLAG_DISCARD: decoded for the sake of others, but cut away by the file's edit list. */
  private static final int DISCARDED = 0x4;

  /** AV_PKT_FLAG_KEY; a packet without flags in the list has just this one. */
  private static final int KEY = 0x1;

  /** AV_NOPTS_VALUE, the least number there is. */
  private static final long NO_TIME = Long.MIN_VALUE;

  private final IntConsumer pictures;
  private final Map<Integer, Double> timeBases = new HashMap<>();
  private final DoubleStream.Builder startsBuilder = DoubleStream.builder();
  private double @Nullable [] starts;
  private int packets;
  private int shown;
  private boolean timeless;
  private double pictureEnd;
  private double lastStart = Double.NEGATIVE_INFINITY;
  private final List<Integer> keys = new ArrayList<>();
  private final LongStream.Builder pictureMarks = LongStream.builder();
  private final LongStream.Builder soundMarks = LongStream.builder();
  private final DoubleStream.Builder soundStarts = DoubleStream.builder();
  private String soundHeader = "";
  private double soundEnd;

  /**
   * A listing to be.
   *
   * @param pictures hears how many pictures have been read so far
   */
  FrameListing(IntConsumer pictures) {
    this.pictures = pictures;
  }

  @Override
  public void read(InputStream in, Runnable alive) throws IOException {
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      alive.run();
      line(line);
    }
  }

  /** Takes a line of the list. */
  void line(String line) {
    if (!line.startsWith("#")) {
      row(line);
      return;
    }
    Matcher timeBase = TIME_BASE.matcher(line);
    if (line.startsWith("#extradata 1:")) {
      soundHeader = line.substring("#extradata 1:".length()).strip();
    }
    if (timeBase.find()) {
      timeBases.put(Integer.parseInt(timeBase.group(1)), Rational.parse(timeBase.group(2)).value());
    }
  }

  private void row(String line) {
    String[] columns = line.split(",", 6);
    if (columns.length < 6) {
      return;
    }
    int stream = Integer.parseInt(columns[0].trim());
    long pts = Long.parseLong(columns[2].trim());
    double timeBase = timeBases.getOrDefault(stream, 0.0);
    double start = pts == NO_TIME ? 0 : pts * timeBase;
    double end = start + Long.parseLong(columns[3].trim()) * timeBase;
    long mark = mark(columns[4], columns[5]);
    if (stream != 0) {
      soundMarks.add(mark);
      soundStarts.add(start);
      soundEnd = Math.max(soundEnd, end);
      return;
    }
    packets++;
    timeless |= pts == NO_TIME;
    Matcher flags = FLAGS.matcher(columns[5]);
    int flag = flags.find() ? Integer.parseInt(flags.group(1), 16) : KEY;
    if ((flag & DISCARDED) != 0) {
      return;
    }
    if ((flag & KEY) != 0) {
      keys.add(shown);
    }
    startsBuilder.add(start);
    pictureMarks.add(mark);
    shown++;
    lastStart = Math.max(lastStart, start);
    pictureEnd = Math.max(pictureEnd, end);
    pictures.accept(shown);
  }

  /** A packet's size and checksum in one number. */
  private static long mark(String size, String rest) {
    String checksum = rest.strip();
    int end = checksum.indexOf(',');
    checksum = end < 0 ? checksum : checksum.substring(0, end);
    return Packets.mark(Long.parseLong(size.strip()), Long.decode(checksum));
  }

  private double[] startsRead() {
    if (starts == null) {
      starts = startsBuilder.build().toArray();
    }
    return starts;
  }

  /** All packets listed. */
  Packets packetList() {
    return new Packets(
        packets == shown && !timeless ? Packets.cleanKeys(startsRead(), keys) : List.of(),
        Packets.marks(pictureMarks.build().toArray(), soundMarks.build().toArray()),
        soundStarts.build().toArray(),
        soundEnd,
        soundHeader);
  }

  /** Pictures in the file, those included that its edit list cuts away. */
  int packets() {
    return packets;
  }

  /** Pictures that are shown. */
  int shown() {
    return shown;
  }

  /** Whether the file leaves out the time of some picture, which counts as 0 then. */
  boolean timeless() {
    return timeless;
  }

  /** End of the sound in seconds; 0 where there is none. */
  double soundEnd() {
    return soundEnd;
  }

  /** The pictures' times; only where there are some. */
  FrameTimes times() {
    double[] all = startsRead();
    double end = pictureEnd;
    if (end <= lastStart && all.length > 1) {
      // The file does not say how long its last picture is: as long as the mean one.
      end = lastStart + (lastStart - all[0]) / (all.length - 1);
    }
    return new FrameTimes(all, end);
  }
}
