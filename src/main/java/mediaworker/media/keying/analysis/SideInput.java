package mediaworker.media.keying.analysis;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import mediaworker.process.ProcessRequest;
import org.jspecify.annotations.Nullable;

/**
 * A raw picture beside the clip that the matte needs: one for the whole clip, or one for each of
 * its frames. It is an input of ffmpeg next to the clip's.
 *
 * <p>What is measured is small, at analysis resolution, with its planes one below the other, so
 * that ffmpeg sees a grey picture; a {@link RegionFile} has the clip's own size.
 *
 * <p>What is measured is IVF: a header of 32 bytes, then each picture behind 12 bytes that carry
 * its time. The times are the clip's own, in the clip's own time base, since filters of two inputs
 * pair their pictures by time; a frame whose time has no picture takes the one before it. Every
 * picture has the same size, so a part of the clip can be given its part of the pictures ({@link
 * #slice}).
 */
public sealed interface SideInput permits SideFile, SideStream, RegionFile {

  /** 1 for the whole clip, else one a frame of the clip, in order. */
  int frames();

  /** Time of the first one in seconds, as the clip's own. */
  double start();

  /** The times of the pictures in seconds, as the clip's own. */
  double[] times() throws IOException;

  /**
   * How many frames of the clip before each of them have to be decoded and passed over, where the
   * clip is entered for it: those from the key frame on.
   */
  int[] preroll();

  /**
   * The pictures of a part of the clip, as an input of its own, at their times in the clip. A
   * picture for the whole clip serves for each part.
   *
   * @param first frame of the clip, counted from 0
   * @param count of frames, at least 1
   * @param workDir for a file
   */
  SideInput slice(int first, int count, Path workDir) throws IOException;

  /**
   * The arguments that open it as the next input of ffmpeg, which lets every input begin at time 0
   * unless told otherwise.
   */
  List<String> arguments();

  /** What writes it to the standard input of the run; null where the run opens a file. */
  default ProcessRequest.@Nullable Stdin stream() {
    return null;
  }

  /** What of some inputs of one run is written to its standard input: one of them at most. */
  static ProcessRequest.@Nullable Stdin stream(List<SideInput> inputs) {
    return inputs.stream().map(SideInput::stream).filter(Objects::nonNull).findFirst().orElse(null);
  }

  /**
   * The inputs of a run in their order.
   *
   * @param measured plate and subject
   * @param regions what a person clears and holds
   * @return the plate, the regions, and last the subject
   */
  static List<SideInput> ordered(List<SideInput> measured, List<RegionFile> regions) {
    List<SideInput> sides = new ArrayList<>(measured);
    sides.addAll(measured.size() - 1, regions);
    return sides;
  }

  /** Of the inputs of a run that which has a picture for each of the clip's: the last one. */
  static SideInput ofFrames(List<SideInput> sides) {
    return sides.get(sides.size() - 1);
  }

  /** The arguments by which an input begins at a time: a clip's pictures may after its sound. */
  static List<String> from(double start) {
    return start == 0
        ? List.of()
        : List.of("-itsoffset", String.format(Locale.ROOT, "%.6f", start));
  }
}
