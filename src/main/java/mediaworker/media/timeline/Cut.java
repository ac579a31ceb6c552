package mediaworker.media.timeline;

import java.nio.file.Path;
import java.util.OptionalDouble;

/**
 * A file, or the part of it from one time to another. The part begins with the picture that is on
 * the screen at {@code inSeconds} and ends before the first one that begins at {@code outSeconds},
 * so that a part from 1 s to 2 s of 30 fps is exactly 30 pictures long. Of a picture that is held
 * at one of the points it has what lies between them.
 *
 * @param file the file
 * @param inSeconds where it begins, from the start of the file
 * @param outSeconds where it ends; empty, or beyond the end, for the end
 */
public record Cut(Path file, double inSeconds, OptionalDouble outSeconds) {

  /** The whole file. */
  public static Cut whole(Path file) {
    return new Cut(file, 0, OptionalDouble.empty());
  }
}
