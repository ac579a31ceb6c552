package mediaworker.media.stitching;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mediaworker.media.Interlacing;
import mediaworker.media.MediaInfo;
import mediaworker.media.Rational;
import mediaworker.media.timeline.Clip;
import mediaworker.media.timeline.FrameRates;

/**
 * Which pictures are copied and which are encoded when only the joints are: of each clip the
 * pictures between two of its key pictures stay, what lies before and after goes into the joints.
 */
final class SmartPlan {

  private final StitchPlan plan;
  private final List<Clip> copied;

  private SmartPlan(StitchPlan plan, List<Clip> copied) {
    this.plan = plan;
    this.copied = List.copyOf(copied);
  }

  /** Why it is not safe; empty when it may be tried. */
  static Optional<String> obstacle(StitchPlan plan) {
    FormRequest form = plan.request().form();
    if (!form.leavesSizeAndRate()
        || form.output().filter(output -> output != FormRequest.Output.MP4).isPresent()) {
      return Optional.of("another form is asked for than the clips have");
    }
    if (plan.overlaps().stream().anyMatch(joint -> joint.joint().transition().throughColor())) {
      return Optional.of("a transition goes through a colour");
    }
    List<Clip> clips = plan.takes().stream().map(Take::clip).toList();
    for (Take take : plan.takes()) {
      Clip clip = take.clip();
      if (clip.isStill() || take.repeat() > 1 || take.turns()) {
        return Optional.of(clip.name() + " is a still image, or is played more than once");
      }
      MediaInfo.Video picture = clip.picture();
      boolean plain =
          picture.codec().equals("h264")
              && clip.info().format().startsWith("mov,")
              && picture.pixelFormat().equals("yuv420p")
              && picture.sampleAspect().equals("1:1")
              && picture.rotation() == 0
              && !picture.mirrored()
              && !Interlacing.of(picture);
      if (!plain) {
        return Optional.of(clip.name() + " is not plain H.264 in MP4");
      }
      Rational rate = FrameRates.of(clip);
      if (!clip.times().steady() || Math.abs(clip.times().meanStep() * rate.value() - 1) > 0.001) {
        return Optional.of("the pictures of " + clip.name() + " are not evenly spaced");
      }
    }
    return CopyRule.difference(clips);
  }

  /**
   * Finds the pictures.
   *
   * @return empty when a clip has no whole group of pictures between its joints
   */
  static Optional<SmartPlan> of(StitchPlan plan) {
    List<Clip> copied = new ArrayList<>();
    for (int i = 0; i < plan.takes().size(); i++) {
      Clip clip = plan.takes().get(i).clip();
      int in = i == 0 ? 0 : plan.overlaps().get(i - 1).overlap();
      int out = i == plan.overlaps().size() ? 0 : plan.overlaps().get(i).overlap();
      List<Integer> keys = clip.packets().cleanKeys();
      int least = clip.from() + in;
      int most = clip.to() - out;
      Optional<Integer> first = keys.stream().filter(key -> key >= least).findFirst();
      int last =
          most == clip.times().count()
              ? most
              : keys.stream().filter(key -> key <= most).reduce((a, b) -> b).orElse(0);
      if (first.isEmpty() || last <= first.get()) {
        return Optional.empty();
      }
      copied.add(clip.part(first.get(), last));
    }
    return Optional.of(new SmartPlan(plan, copied));
  }

  /** The pictures of a clip that are copied. */
  Clip copied(int number) {
    return copied.get(number);
  }

  /**
   * What is encoded before a clip's copied pictures: the end of the one before and its own
   * beginning.
   *
   * @param number of the clip; the number of clips for what comes after the last
   * @return empty when there is nothing to encode
   */
  Optional<StitchPlan> around(int number) {
    List<Take> takes = new ArrayList<>();
    List<StitchPlan.Overlap> overlaps = new ArrayList<>();
    if (number > 0) {
      Clip before = plan.takes().get(number - 1).clip();
      int copiedTo = copied.get(number - 1).to();
      if (copiedTo < before.to()) {
        takes.add(Take.plain(before.part(copiedTo, before.to())));
      }
    }
    if (number < copied.size()) {
      Clip after = plan.takes().get(number).clip();
      int copiedFrom = copied.get(number).from();
      if (after.from() < copiedFrom) {
        takes.add(Take.plain(after.part(after.from(), copiedFrom)));
      }
    }
    if (takes.size() == 2) {
      overlaps.add(plan.overlaps().get(number - 1));
    }
    return takes.isEmpty() ? Optional.empty() : Optional.of(plan.of(takes, overlaps));
  }
}
