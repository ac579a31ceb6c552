package mediaworker.media.stitching;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.LongStream;
import mediaworker.media.MediaInfo;
import mediaworker.media.timeline.Clip;
import mediaworker.media.timeline.Packets;

/**
 * How the sound of some clips is copied: as one stream of packets without a gap, of which those are
 * left out that lie beyond their clip's pictures. Each clip's sound is then at most half a packet
 * (AAC at 48 kHz: 11 ms) from where it would be exactly, whatever the number of clips; packets that
 * are merely put one after the other would run away from the pictures by up to a packet a clip.
 *
 * @param packetSamples samples in a packet
 * @param firstSample when the first packet begins, in samples from the first picture
 * @param left packets to leave out, as FFmpeg's expression over their number n; empty for none
 * @param stretches of each clip, in order
 */
record SoundCopy(int packetSamples, long firstSample, String left, List<Stretch> stretches) {

  SoundCopy {
    stretches = List.copyOf(stretches);
  }

  /**
   * The packets of a clip that stay.
   *
   * @param from number of the first one
   * @param to number of the one after the last
   */
  record Stretch(Clip clip, int from, int to) {}

  /**
   * Decides.
   *
   * @param clips in order, whole
   * @return empty when the sound has to be encoded
   */
  static Optional<SoundCopy> of(List<Clip> clips) {
    Clip first = clips.get(0);
    if (first.info().sound().isEmpty() || !same(clips)) {
      return Optional.empty();
    }
    int rate = first.info().sound().get().sampleRate();
    double step = first.packets().soundStep();
    int samples = (int) Math.round(step * rate);
    if (samples <= 0) {
      return Optional.empty();
    }
    List<Stretch> stretches = new ArrayList<>();
    double picture = 0;
    double position = first.packets().soundStart(0) - first.times().start(0);
    double firstPosition = position;
    for (int i = 0; i < clips.size(); i++) {
      Clip clip = clips.get(i);
      Packets packets = clip.packets();
      double own = packets.soundStart(0) - clip.times().start(0);
      // The packet that belongs nearest to where the stream has got to.
      long start = Math.round((position - picture - own) / step);
      picture += clip.seconds();
      long count = Math.round((picture - position) / step);
      boolean last = i == clips.size() - 1;
      if (!last
          && count > 1
          && leadsIn(clips.get(i + 1), position + (count - 1) * step - picture)) {
        count--;
      }
      long end = start + count;
      if (last && end == packets.soundCount() + 1L) {
        end--; // the end of the last one may fall short by a packet
      }
      if (start < 0 || end <= start || end > packets.soundCount()) {
        return Optional.empty();
      }
      stretches.add(new Stretch(clip, (int) start, (int) end));
      position += (end - start) * step;
    }
    return Optional.of(
        new SoundCopy(samples, Math.round(firstPosition * rate), leftOut(stretches), stretches));
  }

  /**
   * Whether a clip has the packet that comes before its first sound. Each packet is heard only
   * together with the one before it, so the first after a joint is a mixture of both clips, fading
   * in: it would take a click or a beat at the clip's beginning with it. Where that packet comes
   * along the mixture is what the clip before ends with, fading out, and all that follows is whole.
   *
   * @param position where the stream would have got to, in seconds from the clip's first picture
   */
  private static boolean leadsIn(Clip next, double position) {
    Packets packets = next.packets();
    double own = packets.soundStart(0) - next.times().start(0);
    return Math.round((position - own) / packets.soundStep()) >= 0;
  }

  /** Whether one decoder set-up fits all. */
  private static boolean same(List<Clip> clips) {
    Clip first = clips.get(0);
    MediaInfo.Audio wanted = first.info().sound().orElseThrow();
    if (!wanted.codec().equals("aac")) {
      return false;
    }
    for (Clip clip : clips) {
      Optional<MediaInfo.Audio> sound = clip.info().sound();
      if (sound.isEmpty()
          || sound.get().index() != wanted.index()
          || !sound.get().codec().equals(wanted.codec())
          || !Objects.equals(sound.get().profile(), wanted.profile())
          || sound.get().sampleRate() != wanted.sampleRate()
          || sound.get().channels() != wanted.channels()
          || !Objects.equals(sound.get().channelLayout(), wanted.channelLayout())
          || !clip.packets().soundHeader().equals(first.packets().soundHeader())
          || Math.abs(clip.packets().soundStep() - first.packets().soundStep()) > 1e-4) {
        return false;
      }
    }
    return true;
  }

  private static String leftOut(List<Stretch> stretches) {
    StringJoiner left = new StringJoiner("+");
    int before = 0;
    for (Stretch stretch : stretches) {
      int count = stretch.clip().packets().soundCount();
      if (stretch.from() > 0) {
        left.add("between(n," + before + "," + (before + stretch.from() - 1) + ")");
      }
      if (stretch.to() < count) {
        left.add("between(n," + (before + stretch.to()) + "," + (before + count - 1) + ")");
      }
      before += count;
    }
    return left.toString();
  }

  /** Marks of the packets that stay, in order. */
  long[] marks() throws IOException {
    LongStream.Builder marks = LongStream.builder();
    for (Stretch stretch : stretches) {
      long[] all = stretch.clip().packets().sounds();
      for (int i = stretch.from(); i < stretch.to(); i++) {
        marks.add(all[i]);
      }
    }
    return marks.build().toArray();
  }

  /** The bitstream filters that do it. */
  String filters() {
    String drop = left.isEmpty() ? "" : "noise=amount=0:drop='" + left + "',";
    return drop
        + "setts=ts='round((N*"
        + packetSamples
        + "+("
        + firstSample
        + "))/SR/TB)':duration='round("
        + packetSamples
        + "/SR/TB)'";
  }
}
