package mediaworker.media.stitching;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.Progress;

/**
 * The sound of clips that are played several times: one time of each, decoded into a file that
 * FFmpeg then reads again and again. Its own filter for that holds all of the sound in memory, 1.4
 * GB for an hour. Stateless.
 */
final class SoundLaps {

  /** Samples a second of what is kept. */
  static final int RATE = 48_000;

  /** Bytes of a second: two channels of four bytes. */
  static final int BYTES_PER_SECOND = RATE * 2 * 4;

  private SoundLaps() {}

  /**
   * Writes them.
   *
   * @param complaints gets what FFmpeg writes to standard error
   * @return the files, by the clips' numbers; to be opened with {@link #input}
   */
  static Map<Integer, Path> write(
      Ffmpeg ffmpeg,
      List<Take> takes,
      Path workDir,
      Consumer<List<String>> complaints,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    Map<Integer, Path> laps = new LinkedHashMap<>();
    for (int i = 0; i < takes.size(); i++) {
      Take take = takes.get(i);
      if (take.repeat() == 1 || !take.sounds()) {
        continue;
      }
      Path file = workDir.resolve("sound-" + i + ".f32").toAbsolutePath();
      // A little more is asked for, so that the last sample is not left to the rounding.
      String filters =
          take.clip().audioFilters(take.passSeconds() + 0.1)
              + ",atrim=end_sample="
              + Math.round(take.passSeconds() * RATE);
      List<String> arguments = new ArrayList<>(take.clip().input());
      arguments.addAll(
          List.of(
              "-filter_complex",
              "[" + take.clip().info().soundStream(0) + "]" + filters + "[a]",
              "-map",
              "[a]"));
      arguments.addAll(List.of("-c:a", "pcm_f32le", "-f", "f32le", "file:" + file));
      complaints.accept(ffmpeg.run(arguments, Progress.Listener.NONE, cancellation));
      laps.put(i, file);
    }
    return laps;
  }

  /**
   * Arguments that open a file, to be read several times over. Its times have to be counted anew.
   */
  static List<String> input(Path file, int times) {
    List<String> arguments = new ArrayList<>(List.of("-protocol_whitelist", "file"));
    arguments.addAll(List.of("-f", "f32le", "-ar", String.valueOf(RATE)));
    arguments.addAll(List.of("-ch_layout", "stereo"));
    arguments.addAll(List.of("-stream_loop", String.valueOf(times - 1), "-i", "file:" + file));
    return arguments;
  }
}
