package mediaworker.media.keying.output;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mediaworker.media.Ffmpeg;
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
 * @param frames pictures to be expected, for the progress; 0 where it cannot be said
 * @param expectedRate pictures a second that are likely, until it can be measured
 */
public record KeyingTask(
    KeyingRequest request,
    MediaInfo.Video video,
    KeyingGraph graph,
    List<SideInput> sides,
    long frames,
    double expectedRate) {

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
    return sides.get(sides.size() - 1).start();
  }

  /** The times of the clip's pictures in seconds, from the start of the file. */
  double[] times() throws IOException {
    return sides.get(sides.size() - 1).times();
  }

  /** Length of the clip in seconds; by its pictures' times where the file does not tell it. */
  double seconds() throws IOException {
    if (video.durationSeconds() > 0 || request.source().isStill()) {
      return video.durationSeconds();
    }
    double[] times = times();
    int last = times.length - 1;
    double step =
        last > 0 ? (times[last] - times[0]) / last : 1 / Math.max(1, video.frameRate().value());
    return times[last] + step;
  }

  /** Number of the first input after {@link #inputs}. */
  int nextInput() {
    return 1 + sides.size() + request.textures().size();
  }
}
