package mediaworker.media;

import java.util.List;
import java.util.stream.Stream;

/** How Opus is written here. Pure. */
public final class Opus {

  /** Arguments for the encoder of sound in one of Opus's own arrangements of channels. */
  public static final List<String> ENCODER = List.of("-c:a", "libopus", "-b:a", "160k");

  private Opus() {}

  /** The same of sound in any arrangement: Opus refuses, say, 5.1 with side speakers. */
  public static List<String> ofAnyLayout() {
    return Stream.concat(
            ENCODER.stream(), Stream.of("-af", "aformat=channel_layouts=7.1|5.1|stereo|mono"))
        .toList();
  }
}
