package mediaworker.media.keying.output;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mediaworker.media.Ffmpeg;
import mediaworker.media.LastPicture;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.analysis.SideInput;
import mediaworker.media.keying.graph.KeyingGraph;
import mediaworker.media.keying.request.Composite;
import mediaworker.media.keying.request.KeyingRequest;

/**
 * A clip that has been measured and is now to be written.
 *
 * @param request what is asked for
 * @param video the clip's picture stream
 * @param graph the filters
 * @param sides what the matte needs beside the clip
 * @param end when the clip's last picture ends, in seconds as the filters see it
 * @param frames pictures to be expected, for the progress; 0 where it cannot be said
 * @param expectedRate pictures a second that are likely, until it can be measured
 */
public record KeyingTask(
    KeyingRequest request,
    MediaInfo.Video video,
    KeyingGraph graph,
    List<SideInput> sides,
    double end,
    long frames,
    double expectedRate) {

  /** Of times in seconds, in which FFmpeg counts millionths. */
  private static final double ROUNDING = 1e-6;

  /** The clip and what belongs to it, as inputs of ffmpeg from 0 on. */
  List<String> inputs() {
    return inputs(List.of(), sides);
  }

  /**
   * The same for a part of the clip that keeps its times.
   *
   * @param seek options in front of the clip
   * @param part what the matte needs beside this part
   */
  List<String> inputs(List<String> seek, List<SideInput> part) {
    List<String> inputs = new ArrayList<>(seek);
    inputs.addAll(Ffmpeg.input(request.source()));
    part.forEach(side -> inputs.addAll(side.arguments()));
    request.textures().forEach(texture -> inputs.addAll(Ffmpeg.input(texture)));
    return inputs;
  }

  /** Pixels of the clip's picture, of what it is laid over or of the result, the most of them. */
  long pixels() {
    long behind =
        request
            .composite()
            .flatMap(Composite::file)
            .flatMap(MediaInfo::picture)
            .map(picture -> (long) picture.width() * picture.height())
            .orElse(0L);
    long result = (long) request.width(video) * request.height(video);
    return Math.max((long) video.width() * video.height(), Math.max(behind, result));
  }

  /** When the clip's first picture is shown, in seconds from the start of the file. */
  double start() {
    return SideInput.ofFrames(sides).start();
  }

  /** The times of the clip's pictures in seconds, from the start of the file. */
  double[] times() throws IOException {
    return SideInput.ofFrames(sides).times();
  }

  /**
   * Output arguments by which the clip's last picture is shown as long as in the clip.
   *
   * @param latest when the pictures end in any case, be it within one, in seconds from the start of
   *     the file
   */
  List<String> end(double latest) throws IOException {
    double[] times = times();
    int count = 0;
    while (count < times.length && times[count] < latest - ROUNDING) {
      count++;
    }
    double own = count < times.length ? times[count] : end;
    return LastPicture.until(count, Math.min(own, latest));
  }

  /**
   * When the clip's last picture ends, in seconds from the start of the file, where its sound may
   * begin before its pictures do.
   */
  double picturesEnd() {
    return request.source().isStill() ? seconds() : end;
  }

  /** Length of the clip in seconds; by its pictures' times where the file does not tell it. */
  double seconds() {
    boolean told = video.durationSeconds() > 0 || request.source().isStill();
    return told ? video.durationSeconds() : end;
  }

  /** Number of the first input after {@link #inputs}. */
  int nextInput() {
    return 1 + sides.size() + request.textures().size();
  }
}
