package mediaworker.media.stitching;

import java.util.ArrayList;
import java.util.List;

/** The inputs of an FFmpeg command, numbered as filter graphs name them. Not thread safe. */
final class GraphInputs {

  private final List<String> arguments = new ArrayList<>();
  private int count;

  /**
   * Adds an input.
   *
   * @param open the arguments that open it
   * @return its number
   */
  int add(List<String> open) {
    arguments.addAll(open);
    return count++;
  }

  /** The arguments that open all of them. */
  List<String> arguments() {
    return List.copyOf(arguments);
  }
}
