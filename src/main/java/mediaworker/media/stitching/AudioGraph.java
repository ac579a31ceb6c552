package mediaworker.media.stitching;

import static mediaworker.media.stitching.Labels.decimal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaInfo;
import mediaworker.media.SoundLimiter;
import mediaworker.media.StereoSound;
import mediaworker.media.timeline.ChangingSound;
import mediaworker.media.timeline.Clip;
import org.jspecify.annotations.Nullable;

/**
 * Writes FFmpeg's filter graph for the sound: each clip's exactly as long as its pictures, joined
 * or faded over, with music under it. Ends in the label {@code [a]}.
 */
final class AudioGraph {

  private static final int RATE = SoundLaps.RATE;

  /**
   * What the sound is made of.
   *
   * @param takes the clips
   * @param seconds length of each clip's pictures in the result
   * @param overlaps seconds for which each two of them overlap; 0 for a hard cut
   * @param levels filters that bring a clip to the wanted loudness, by its number
   * @param laps the sound of clips that are played several times, by their number; see {@link
   *     SoundLaps}
   * @param sound what is asked for
   * @param music what the music's file is; null where there is none
   */
  record Parts(
      List<Take> takes,
      List<Double> seconds,
      List<Double> overlaps,
      Map<Integer, String> levels,
      Map<Integer, Path> laps,
      SoundRequest sound,
      @Nullable MediaInfo music) {}

  private final Parts parts;
  private final GraphInputs inputs;
  private final Labels labels = new Labels("a");

  private AudioGraph(Parts parts, GraphInputs inputs) {
    this.parts = parts;
    this.inputs = inputs;
  }

  /**
   * The chains.
   *
   * @param inputs gets the clips that have sound, and the music
   */
  static List<String> chains(Parts parts, GraphInputs inputs) {
    AudioGraph graph = new AudioGraph(parts, inputs);
    graph.write();
    return graph.labels.chains();
  }

  private void write() {
    int count = parts.takes().size();
    List<String> run = new ArrayList<>();
    double total = 0;
    boolean fades = false;
    for (int i = 0; i < count; i++) {
      double overlap = i == 0 ? 0 : parts.overlaps().get(i - 1);
      double fade = i == 0 ? 0 : overlap > 0 ? overlap : crossfade(i - 1);
      String clip = clip(i);
      if (fade > 0) {
        fades = true;
        // Equal power: two unlike sounds would sag in the middle of a straight fade.
        String faded =
            labels.chain(concat(run) + clip + "acrossfade=d=" + decimal(fade) + ":c1=qsin:c2=qsin");
        run = new ArrayList<>(List.of(faded));
      } else {
        run.add(clip);
      }
      total += parts.seconds().get(i) - overlap;
    }
    String joined = concat(run);
    if (parts.music() != null) {
      joined = withMusic(joined, parts.music(), total);
    } else if (fades) {
      // Like sounds that fade over can be more than full scale, which players clip.
      joined += SoundLimiter.FILTER + ",";
    }
    labels.chainTo(joined + "apad,atrim=end=" + decimal(total), "[a]");
  }

  private String concat(List<String> run) {
    return run.size() == 1
        ? run.get(0)
        : labels.chain(String.join("", run) + "concat=n=" + run.size() + ":v=0:a=1");
  }

  /** How long the sound fades over at the hard cut after a clip; 0 where it is cut too. */
  private double crossfade(int joint) {
    if (joint < 0 || joint >= parts.overlaps().size() || parts.overlaps().get(joint) > 0) {
      return 0;
    }
    double shorter = Math.min(parts.seconds().get(joint), parts.seconds().get(joint + 1));
    return Math.min(parts.sound().crossfadeSeconds(), shorter / 2);
  }

  /** A clip's sound, with half of the fades at its cuts from beyond them. */
  private String clip(int number) {
    Take take = parts.takes().get(number);
    double lead = crossfade(number - 1) / 2;
    double length = lead + parts.seconds().get(number) + crossfade(number) / 2;
    if (!take.sounds()) {
      return labels.chain(
          "anullsrc=r="
              + RATE
              + ":cl=stereo,aformat=sample_fmts=fltp,atrim=end="
              + decimal(length));
    }
    Path lap = parts.laps().get(number);
    String filters;
    if (lap == null) {
      int input = inputs.add(take.clip().input(lead));
      filters =
          "["
              + take.clip().info().soundStream(input)
              + "]"
              + take.clip().audioFilters(lead, length);
    } else {
      int input = inputs.add(SoundLaps.input(lap, take.repeat()));
      filters =
          "[" + input + ":a:0]asetpts=N/SR/TB" + (lead > 0 ? "," + Clip.silenceBefore(lead) : "");
    }
    String level = parts.levels().get(number);
    filters += level == null ? "" : "," + level + ",aresample=" + RATE;
    filters += take.volume() == 1 ? "" : ",volume=" + decimal(take.volume());
    filters += madeLouder(take) ? "," + SoundLimiter.FILTER : "";
    return labels.chain(filters + ",aformat=sample_fmts=fltp,apad,atrim=end=" + decimal(length));
  }

  /**
   * Whether sound may be louder than in its file, beyond full scale at last: channels are mixed
   * together or a volume is above 1. Other clips keep their peaks, as high as they are.
   */
  private static boolean madeLouder(Take take) {
    return take.volume() > 1
        || take.clip().info().sound().filter(sound -> sound.channels() > 2).isPresent();
  }

  private String withMusic(String clips, MediaInfo info, double total) {
    Music music = parts.sound().music().orElseThrow();
    List<String> open = new ArrayList<>(ChangingSound.REFUSED);
    if (music.loop()) {
      open.addAll(List.of("-stream_loop", "-1"));
    }
    open.addAll(Ffmpeg.input(info));
    double out = Math.min(music.fadeOut(), total);
    String filters =
        "["
            + info.soundStream(inputs.add(open))
            + "]aresample="
            + RATE
            + ":async=1:first_pts=0,"
            + StereoSound.filters(info.sound().orElseThrow())
            + ",atrim=end="
            + decimal(total)
            + ",volume="
            + decimal(music.volume());
    double own = soundSeconds(info);
    // Music that does not tell its length is taken to go on.
    double end = music.loop() || own <= 0 ? total : Math.min(total, own);
    filters += music.fadeIn() > 0 ? ",afade=t=in:st=0:d=" + decimal(music.fadeIn()) : "";
    filters +=
        out > 0 ? ",afade=t=out:st=" + decimal(Math.max(0, end - out)) + ":d=" + decimal(out) : "";
    String under = labels.chain(filters + ",apad");
    if (music.duck()) {
      // Both of the compressor's inputs go on for ever and the mix ends with the clips: when one of
      // them ends FFmpeg's compressor throws away what still waits for it from the other, so that
      // the music would break off up to a second early, by how far each file had been read by then.
      labels.chainTo(clips + "asplit", "[dry][talk]");
      clips = "[dry]";
      String key = labels.chain("[talk]apad");
      under =
          labels.chain(
              under + key + "sidechaincompress=threshold=0.03:ratio=8:attack=50:release=600");
    }
    return labels.chain(
        clips + under + "amix=inputs=2:duration=first:normalize=0," + SoundLimiter.FILTER);
  }

  private static double soundSeconds(MediaInfo info) {
    double own = info.sound().map(MediaInfo.Audio::durationSeconds).orElse(0.0);
    return own > 0 ? own : info.durationSeconds();
  }
}
