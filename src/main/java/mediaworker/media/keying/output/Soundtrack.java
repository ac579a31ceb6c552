package mediaworker.media.keying.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.SoundLimiter;
import mediaworker.media.StereoSound;
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
   * With silence wherever sound comes a tenth of a second later than what was before it, or more:
   * less is how unevenly packets are timed in recordings of browsers.
   */
  private static final String STEADY = "aresample=48000:async=1:first_pts=0";

  /**
   * The same for a background that begins again. Each time, its sound comes later by how much
   * longer its pictures are, or by what its encoder put before it: a few hundredths of a second,
   * which add up. It is put right before it is ahead of the pictures by 45 ms, from which on that
   * is noticed (ITU-R BT.1359); packets of a recording are timed less unevenly than that.
   */
  private static final String AGAIN = STEADY + ":min_hard_comp=0.04";

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
   * @param background the file that has the background's sound, if there is one
   * @param backgroundInput number of that file's input
   * @param until when the result's pictures end, in seconds from the start of the clip's file
   * @throws MediaException when the background is to be heard and has no sound
   */
  static Soundtrack ofComposite(
      KeyingRequest request,
      Composite composite,
      int clipInput,
      Optional<MediaInfo> background,
      int backgroundInput,
      double until)
      throws MediaException {
    Optional<MediaInfo.Audio> own = request.source().sound();
    Optional<MediaInfo.Audio> behind =
        composite.isVideo() ? background.flatMap(MediaInfo::sound) : Optional.empty();
    if (!request.format().hasSound()) {
      return new Soundtrack(List.of(), List.of("-an"));
    }
    String behindTimes = beginsAgain(composite, until) ? AGAIN : STEADY;
    return switch (composite.sound()) {
      case NONE -> new Soundtrack(List.of(), List.of("-an"));
      case CLIP ->
          request.mayEndEarlier() && own.isPresent()
              ? made(List.of(track(clipInput, own.get(), STEADY, until, "sound")), request)
              : ofClip(request, clipInput);
      case BACKGROUND -> {
        if (behind.isEmpty()) {
          throw MediaException.badInput(
              "The background is to be heard (\"audio\": \"background\"), but it "
                  + (composite.isVideo() ? "has no sound." : "is no video.")
                  + " Set \"audio\" to clip or none.");
        }
        yield made(
            List.of(track(backgroundInput, behind.get(), behindTimes, until, "sound")), request);
      }
      case MIX -> {
        if (own.isEmpty() || behind.isEmpty()) {
          yield own.isEmpty() && behind.isEmpty()
              ? new Soundtrack(List.of(), List.of("-an"))
              : made(
                  List.of(
                      own.isPresent()
                          ? track(clipInput, own.get(), STEADY, until, "sound")
                          : track(backgroundInput, behind.get(), behindTimes, until, "sound")),
                  request);
        }
        List<String> chains = new ArrayList<>();
        chains.add(track(clipInput, own.get(), STEADY, until, "sound0"));
        chains.add(track(backgroundInput, behind.get(), behindTimes, until, "sound1"));
        // Both at their own loudness; the limiter only works where their sum would clip.
        chains.add(
            "[sound0][sound1]amix=inputs=2:duration=longest:normalize=0,"
                + SoundLimiter.FILTER
                + "[sound]");
        yield made(chains, request);
      }
    };
  }

  private static Soundtrack made(List<String> chains, KeyingRequest request) {
    List<String> arguments = new ArrayList<>(List.of("-map", "[sound]"));
    arguments.addAll(Encoding.soundEncoder(request.format()));
    return new Soundtrack(chains, arguments);
  }

  /** Of a background that does not tell its length that is not known. */
  private static boolean beginsAgain(Composite composite, double until) {
    return composite.end() == Composite.End.LOOP
        && composite.file().filter(file -> file.durationSeconds() < until).isPresent();
  }

  /** One track, made as long as the pictures at most: a repeated background has no end. */
  private static String track(
      int input, MediaInfo.Audio sound, String times, double until, String label) {
    return "[%d:%d]%s,%s,atrim=end=%s[%s]"
        .formatted(
            input,
            sound.index(),
            times,
            StereoSound.filters(sound),
            String.format(Locale.ROOT, "%.6f", until),
            label);
  }
}
