package mediaworker.media.keying.analysis;

import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mediaworker.media.keying.analysis.clip.ClipFrames;
import mediaworker.process.ProcessRequest;

/**
 * What lies beside each frame of a clip, worked out while ffmpeg takes it from its standard input:
 * so the first frames are keyed while later ones are still to be looked at. It can be taken any
 * number of times, each time anew. Immutable.
 */
final class SideStream implements SideInput {

  private static final int BUFFER = 1 << 16;

  private final Sides sides;
  private final ClipFrames clip;
  private final int first;
  private final int count;

  /**
   * Of a part of a clip.
   *
   * @param clip one that is kept
   */
  SideStream(Sides sides, ClipFrames clip, int first, int count) {
    this.sides = sides;
    this.clip = clip;
    this.first = first;
    this.count = count;
  }

  @Override
  public int frames() {
    return count;
  }

  @Override
  public double start() {
    return seconds(0);
  }

  @Override
  public double[] times() {
    double[] times = new double[count];
    for (int i = 0; i < count; i++) {
      times[i] = seconds(i);
    }
    return times;
  }

  @Override
  public int[] preroll() {
    return Arrays.copyOfRange(clip.times().preroll(), first, first + count);
  }

  @Override
  public SideStream slice(int from, int frames, Path workDir) {
    if (from < 0 || frames < 1 || from + frames > count) {
      throw new IllegalArgumentException(
          "Frames %d to %d of %d".formatted(from, from + frames, count));
    }
    return new SideStream(sides, clip, first + from, frames);
  }

  @Override
  public List<String> arguments() {
    List<String> arguments = new ArrayList<>(SideInput.from(start()));
    // How many pictures a second come is of no interest: ffmpeg would wait for twenty to tell.
    arguments.addAll(
        List.of("-protocol_whitelist", "pipe", "-fpsprobesize", "0", "-f", "ivf", "-i", "pipe:0"));
    return arguments;
  }

  @Override
  public ProcessRequest.Stdin stream() {
    return pipe -> {
      // Not closed here: what fails would end the input before ffmpeg is ended.
      OutputStream out = new BufferedOutputStream(pipe, BUFFER);
      out.write(sides.subjectHeader(clip.times().timeBase()));
      int[] at = {first};
      sides.subjects(
          clip.kept(),
          first,
          count,
          planes -> {
            out.write(SideFile.pictureHeader(planes.length, clip.times().all().get(at[0]++)));
            out.write(planes);
            out.flush();
          });
    };
  }

  private double seconds(int frame) {
    return clip.times().seconds(first + frame);
  }
}
