package mediaworker.media.mp4;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import java.util.stream.LongStream;

/** Decides the order of the samples in a joined file and writes its tables. Used once. */
final class JoinLayout {

  /** Tracks whose data lies apart take turns after so many seconds. */
  private static final double TURN = 0.5;

  private final TrackPlan pictures;
  private final Optional<TrackPlan> sound;
  private final List<Mp4Joiner.Stretch> stretches = new ArrayList<>();
  private final List<List<int[]>> chunks = List.of(new ArrayList<>(), new ArrayList<>());
  private final List<LongStream.Builder> places =
      List.of(LongStream.builder(), LongStream.builder());
  private final List<LongStream.Builder> chunkPlaces =
      List.of(LongStream.builder(), LongStream.builder());
  private long position;
  private int last = -1;
  private Path source = Path.of(""); // of the bytes that are being taken
  private long from;
  private long taken;

  JoinLayout(TrackPlan pictures, Optional<TrackPlan> sound) {
    this.pictures = pictures;
    this.sound = sound;
  }

  Mp4Joiner joiner() {
    if (sound.isEmpty()) {
      pictures.runs().forEach(run -> place(0, run, run.from(), run.to()));
    } else if (together(sound.get())) {
      for (int i = 0; i < pictures.runs().size(); i++) {
        asInTheFile(pictures.runs().get(i), sound.get().runs().get(i));
      }
    } else {
      byTurns(sound.get());
    }
    end();
    List<TrackPlan> tracks = new ArrayList<>(List.of(pictures));
    sound.ifPresent(tracks::add);
    byte[] brand = brand();
    // 64-bit tables are larger by four bytes a chunk; half a GB is beyond all of them.
    boolean wide = position > 0xffffffffL - (512L << 20);
    MovieHeader header = new MovieHeader(tracks, wide);
    List<int[]> counts = new ArrayList<>();
    List<long[]> begins = new ArrayList<>();
    for (int i = 0; i < tracks.size(); i++) {
      counts.add(chunks.get(i).stream().mapToInt(chunk -> chunk[0]).toArray());
      begins.add(chunkPlaces.get(i).build().toArray());
    }
    byte[] draft = header.bytes(counts, offsets(begins, 0));
    int dataHeader = wide ? 16 : 8;
    long begin = brand.length + (long) draft.length + dataHeader;
    ByteArrayOutputStream front = new ByteArrayOutputStream();
    front.writeBytes(brand);
    front.writeBytes(header.bytes(counts, offsets(begins, begin)));
    front.writeBytes(data(dataHeader, position));
    List<long[]> found = new ArrayList<>();
    for (int i = 0; i < tracks.size(); i++) {
      found.add(Arrays.stream(places.get(i).build().toArray()).map(at -> at + begin).toArray());
    }
    return new Mp4Joiner(List.copyOf(stretches), front.toByteArray(), found);
  }

  private static List<IntToLongFunction> offsets(List<long[]> begins, long base) {
    List<IntToLongFunction> offsets = new ArrayList<>();
    for (long[] one : begins) {
      offsets.add(chunk -> base + one[chunk]);
    }
    return offsets;
  }

  /** Whether the sound comes from the pictures' files, so that both can stay beside each other. */
  private boolean together(TrackPlan plan) {
    if (plan.runs().size() != pictures.runs().size()) {
      return false;
    }
    for (int i = 0; i < plan.runs().size(); i++) {
      if (!plan.runs().get(i).movie().file().equals(pictures.runs().get(i).movie().file())) {
        return false;
      }
    }
    return true;
  }

  private void asInTheFile(SampleRun picture, SampleRun heard) {
    int p = picture.from();
    int s = heard.from();
    while (p < picture.to() || s < heard.to()) {
      boolean next =
          s == heard.to()
              || (p < picture.to() && picture.track().offset(p) < heard.track().offset(s));
      if (next) {
        place(0, picture, p, ++p);
      } else {
        place(1, heard, s, ++s);
      }
    }
  }

  private void byTurns(TrackPlan plan) {
    Cursor shown = new Cursor(pictures, 0);
    Cursor heard = new Cursor(plan, 1);
    while (shown.more() || heard.more()) {
      boolean first = !heard.more() || (shown.more() && shown.seconds <= heard.seconds);
      Cursor turn = first ? shown : heard;
      for (double until = turn.seconds + TURN; turn.more() && turn.seconds < until; ) {
        turn.step();
      }
    }
  }

  /** Goes through a track. */
  private final class Cursor {
    private final TrackPlan plan;
    private final int number;
    private int run;
    private int sample;
    private double seconds;

    Cursor(TrackPlan plan, int number) {
      this.plan = plan;
      this.number = number;
      this.sample = plan.runs().get(0).from();
    }

    boolean more() {
      return run < plan.runs().size();
    }

    void step() {
      SampleRun now = plan.runs().get(run);
      place(number, now, sample, sample + 1);
      seconds += plan.duration(now, sample) / (double) now.track().timeScale();
      if (++sample == now.to() && ++run < plan.runs().size()) {
        sample = plan.runs().get(run).from();
      }
    }
  }

  private void place(int track, SampleRun run, int from, int to) {
    for (int i = from; i < to; i++) {
      Mp4Track samples = run.track();
      places.get(track).add(position);
      if (last == track) {
        List<int[]> counts = chunks.get(track);
        counts.get(counts.size() - 1)[0]++;
      } else {
        chunks.get(track).add(new int[] {1});
        chunkPlaces.get(track).add(position);
        last = track;
      }
      take(run.movie().file(), samples.offset(i), samples.size(i));
      position += samples.size(i);
    }
  }

  /** Adds bytes of a file to those that come before them there, if the last ones do. */
  private void take(Path file, long offset, long length) {
    if (taken > 0 && from + taken == offset && source.equals(file)) {
      taken += length;
      return;
    }
    end();
    source = file;
    from = offset;
    taken = length;
  }

  private void end() {
    if (taken > 0) {
      stretches.add(new Mp4Joiner.Stretch(source, from, taken));
    }
    taken = 0;
  }

  private static byte[] brand() {
    ByteBuffer brand = ByteBuffer.allocate(28);
    brand.putInt(28).put(letters("ftypisom")).putInt(0x200).put(letters("isomiso2mp41"));
    return brand.array();
  }

  private static byte[] data(int header, long length) {
    ByteBuffer data = ByteBuffer.allocate(header);
    if (header == 8) {
      data.putInt((int) (length + header)).put(letters("mdat"));
    } else {
      data.putInt(1).put(letters("mdat")).putLong(length + header);
    }
    return data.array();
  }

  private static byte[] letters(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
