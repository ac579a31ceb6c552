package mediaworker.media.keying.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.request.Composite;
import mediaworker.media.keying.request.KeyingRequest;

/**
 * What is heard, as filter chains and output arguments. Pure.
 *
 * @param chains chains to add to the filter graph; empty where a track is taken as it is
 * @param arguments the output's arguments
 */
record Soundtrack(List<String> chains, List<String> arguments) {

  /**
   * With silence wherever sound comes later than what was before it. Where a background begins
   * again that is how much longer its pictures are, or what its encoder put before its sound: a few
   * hundredths of a second, which would add up, for by itself FFmpeg overlooks up to a tenth.
   */
  private static final String STEADY = "aresample=48000:async=1:first_pts=0:min_hard_comp=0.01";

  /**
   * The clip's own first track, copied where the container takes it.
   *
   * @param clipInput number of the clip's input
   */
  static Soundtrack ofClip(KeyingRequest request, int clipInput) {
    return new Soundtrack(
        List.of(), Encoding.sound(request.format(), request.source().sound(), clipInput));
  }

  /**
   * What a composite asks for.
   *
   * @param clipInput number of the clip's input
   * @param backgroundInput number of the background file's input
   * @param seconds length of the result's pictures
   * @throws MediaException when the background is to be heard and has no sound
   */
  static Soundtrack ofComposite(
      KeyingRequest request,
      Composite composite,
      int clipInput,
      int backgroundInput,
      double seconds)
      throws MediaException {
    Optional<MediaInfo.Audio> own = request.source().sound();
    Optional<MediaInfo.Audio> behind =
        composite.isVideo() ? composite.file().flatMap(MediaInfo::sound) : Optional.empty();
    if (!request.format().hasSound()) {
      return new Soundtrack(List.of(), List.of("-an"));
    }
    return switch (composite.sound()) {
      case NONE -> new Soundtrack(List.of(), List.of("-an"));
      case CLIP ->
          request.mayEndEarlier() && own.isPresent()
              ? made(List.of(track(clipInput, seconds, "sound")), request)
              : ofClip(request, clipInput);
      case BACKGROUND -> {
        if (behind.isEmpty()) {
          throw MediaException.badInput(
              "The background is to be heard (\"audio\": \"background\"), but it "
                  + (composite.isVideo() ? "has no sound." : "is no video.")
                  + " Set \"audio\" to clip or none.");
        }
        yield made(List.of(track(backgroundInput, seconds, "sound")), request);
      }
      case MIX -> {
        if (own.isEmpty() || behind.isEmpty()) {
          yield own.isEmpty() && behind.isEmpty()
              ? new Soundtrack(List.of(), List.of("-an"))
              : made(
                  List.of(track(own.isPresent() ? clipInput : backgroundInput, seconds, "sound")),
                  request);
        }
        List<String> chains = new ArrayList<>();
        chains.add(track(clipInput, seconds, "sound0"));
        chains.add(track(backgroundInput, seconds, "sound1"));
        // Both at their own loudness; the limiter only works where their sum would clip.
        chains.add(
            "[sound0][sound1]amix=inputs=2:duration=longest:normalize=0,"
                + "alimiter=limit=0.95:level=0[sound]");
        yield made(chains, request);
      }
    };
  }

  private static Soundtrack made(List<String> chains, KeyingRequest request) {
    List<String> arguments = new ArrayList<>(List.of("-map", "[sound]"));
    arguments.addAll(Encoding.soundEncoder(request.format()));
    return new Soundtrack(chains, arguments);
  }

  /** One track, made as long as the pictures at most: a repeated background has no end. */
  private static String track(int input, double seconds, String label) {
    return "[%d:a:0]%s,aformat=sample_fmts=fltp:channel_layouts=stereo,atrim=end=%s[%s]"
        .formatted(input, STEADY, String.format(Locale.ROOT, "%.6f", seconds), label);
  }
}
