package mediaworker.media.stitching;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import mediaworker.media.Interlacing;
import mediaworker.media.MediaInfo;
import mediaworker.media.timeline.Clip;
import mediaworker.media.timeline.FrameRates;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the pictures of some clips can be joined as they are. FFmpeg joins anything
 * without a word, so every field that a decoder is set up by must be equal. The sound does not
 * count: it is made anew in any case, since copied sound runs away from the pictures by up to an
 * AAC frame with each clip.
 */
final class CopyRule {

  private CopyRule() {}

  /**
   * The field in which two clips differ, or whatever else forbids copying.
   *
   * @return the reason, for a person; empty when they can be copied
   */
  static Optional<String> obstacle(List<Take> takes, List<Joint> joints, FormRequest form) {
    if (!joints.stream().allMatch(Joint::isCut)) {
      return Optional.of("there is a transition");
    }
    for (Take take : takes) {
      String name = take.clip().name();
      if (take.clip().isStill()) {
        return Optional.of(name + " is a still image");
      }
      if (take.turns()) {
        return Optional.of(name + " is played backwards too");
      }
      if (Interlacing.of(take.clip().picture())) {
        return Optional.of(name + " is interlaced");
      }
      if (!take.clip().isWhole()) {
        return Optional.of(name + " is cut");
      }
      if (!take.clip().packets().cleanKeys().contains(0)) {
        return Optional.of(name + " begins with pictures that need others before them");
      }
    }
    List<Clip> clips = takes.stream().map(Take::clip).toList();
    return difference(clips).or(() -> wish(clips.get(0), form));
  }

  /** In what clips are not of one kind. */
  static Optional<String> difference(List<Clip> clips) {
    Clip first = clips.get(0);
    for (Clip clip : clips) {
      Optional<String> field = difference(first.picture(), clip.picture());
      if (field.isPresent()) {
        return Optional.of(
            first.name() + " and " + clip.name() + " differ in their " + field.get());
      }
      if (!container(clip).equals(container(first))) {
        return Optional.of(first.name() + " and " + clip.name() + " differ in their container");
      }
    }
    return container(first).isEmpty()
        ? Optional.of(first.picture().codec() + " is not copied from " + first.info().format())
        : Optional.empty();
  }

  /** What is asked for that the clips have not. */
  private static Optional<String> wish(Clip clip, FormRequest form) {
    MediaInfo.Video picture = clip.picture();
    if (form.output().isPresent()
        && !form.output().get().name().equalsIgnoreCase(container(clip).orElse(""))) {
      return Optional.of("another format is asked for");
    }
    if (picture.alpha() && form.background() != null) {
      return Optional.of("a background is asked for");
    }
    boolean size =
        (form.width() == 0 || form.width() == picture.shownWidth())
            && (form.height() == 0 || form.height() == picture.shownHeight());
    if (!size) {
      return Optional.of("another size is asked for");
    }
    boolean rate =
        form.rate().isEmpty()
            || Math.abs(form.rate().get().value() - FrameRates.of(clip).value()) < 0.001;
    return rate ? Optional.empty() : Optional.of("another frame rate is asked for");
  }

  /** The container, by its extension, that takes a clip's pictures as they are. */
  static Optional<String> container(Clip clip) {
    String codec = clip.picture().codec();
    if (clip.info().format().startsWith("matroska,")) {
      return List.of("vp8", "vp9", "av1").contains(codec)
          ? Optional.of("webm")
          : List.of("h264", "hevc").contains(codec) ? Optional.of("mp4") : Optional.empty();
    }
    if (clip.info().format().startsWith("mov,")) {
      return List.of("h264", "hevc", "av1", "mpeg4").contains(codec)
          ? Optional.of("mp4")
          : List.of("prores", "qtrle").contains(codec) ? Optional.of("mov") : Optional.empty();
    }
    return Optional.empty();
  }

  private static Optional<String> difference(MediaInfo.Video a, MediaInfo.Video b) {
    record Field(String name, Object left, Object right) {}
    return List.of(
            // FFmpeg joins streams by their numbers.
            new Field("place in the file", a.index(), b.index()),
            new Field("codec", a.codec(), b.codec()),
            new Field("profile", text(a.profile()), text(b.profile())),
            new Field("level", a.level(), b.level()),
            new Field("width", a.width(), b.width()),
            new Field("height", a.height(), b.height()),
            new Field("pixel shape", a.sampleAspect(), b.sampleAspect()),
            new Field("pixel format", a.pixelFormat(), b.pixelFormat()),
            new Field("transparency", a.alpha(), b.alpha()),
            new Field("colour range", text(a.colorRange()), text(b.colorRange())),
            new Field("colour space", text(a.colorSpace()), text(b.colorSpace())),
            new Field("colour primaries", text(a.colorPrimaries()), text(b.colorPrimaries())),
            new Field("colour transfer", text(a.colorTransfer()), text(b.colorTransfer())),
            new Field("field order", text(a.fieldOrder()), text(b.fieldOrder())),
            new Field("B frames", a.bFrames(), b.bFrames()),
            new Field("frame rate", a.rate(), b.rate()),
            new Field("time base", a.timeBase(), b.timeBase()),
            new Field("rotation", a.rotation(), b.rotation()),
            new Field("mirroring", a.mirrored(), b.mirrored()),
            new Field("codec headers", text(a.extradataHash()), text(b.extradataHash())))
        .stream()
        .filter(field -> !field.left().equals(field.right()))
        .map(Field::name)
        .findFirst();
  }

  private static String text(@Nullable String value) {
    return Objects.requireNonNullElse(value, "");
  }
}
