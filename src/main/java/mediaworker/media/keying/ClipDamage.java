package mediaworker.media.keying;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.timeline.ClipReader;
import mediaworker.media.timeline.Cut;

/**
 * Says what is wrong with a clip that FFmpeg could decode in part only: it goes on as if what it
 * could not read had never been there. Stateless but for its parts.
 *
 * <p>A clip that FFmpeg does not complain about is whole: pictures that are not there then are
 * hidden by an edit list, or left out by the decoder because they are not meant to be seen.
 */
final class ClipDamage {

  private final Ffmpeg ffmpeg;
  private final Cancellation cancellation;

  ClipDamage(Ffmpeg ffmpeg, Cancellation cancellation) {
    this.ffmpeg = ffmpeg;
    this.cancellation = cancellation;
  }

  /**
   * Compares what was decoded with what the file holds.
   *
   * @param decoded number of pictures
   * @param complaints what FFmpeg wrote to standard error meanwhile
   * @return a sentence; empty where nothing was complained about
   */
  Optional<String> of(MediaInfo source, int decoded, List<String> complaints)
      throws IOException, InterruptedException, MediaException {
    if (complaints.isEmpty()) {
      return Optional.empty();
    }
    String name = String.valueOf(source.file().getFileName());
    if (source.isStill()) {
      return Optional.of("The file " + name + " is damaged: a part of it may be grey or smeared.");
    }
    int held;
    try {
      held = new ClipReader(ffmpeg).read(Cut.whole(source.file()), cancellation).times().count();
    } catch (MediaException e) {
      if (e.kind() != MediaException.Kind.BAD_INPUT) {
        throw e;
      }
      return Optional.of(e.sentence()); // it says how much of it is there
    }
    if (decoded < held) {
      return Optional.of(
          "The clip %s is damaged: only %d of its %d frames could be read."
              .formatted(name, decoded, held));
    }
    return complaints.stream().allMatch(line -> isOfContainer(line, source))
        ? Optional.empty()
        : Optional.of(
            "The clip " + name + " is damaged: some of its frames may be broken or smeared.");
  }

  /**
   * Whether the sound is broken, as far as it was decoded: sound that is copied takes its damage
   * along.
   *
   * @param complaints what FFmpeg wrote to standard error while it wrote the result
   * @return a sentence; empty where nothing was said of the sound
   */
  static Optional<String> ofSound(MediaInfo source, List<String> complaints) {
    // Decoders are called by their codec or begin with it, like "mp3float", or with "lib" and it;
    // what the program itself says of a stream of sound begins with "aist".
    boolean broken =
        source
            .sound()
            .filter(
                sound ->
                    complaints.stream()
                        .anyMatch(
                            line ->
                                line.startsWith("[" + sound.codec())
                                    || line.startsWith("[lib" + sound.codec())
                                    || line.startsWith("[aist#")))
            .isPresent();
    return broken
        ? Optional.of(
            "The sound of the clip "
                + source.file().getFileName()
                + " is damaged: it may be silent or crackle in places.")
        : Optional.empty();
  }

  /** Whether the demuxer says it, which complains of much that no picture suffers from. */
  private static boolean isOfContainer(String line, MediaInfo source) {
    return line.startsWith("[" + source.format() + " @ ");
  }
}
