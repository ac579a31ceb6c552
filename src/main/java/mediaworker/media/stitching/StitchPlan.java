package mediaworker.media.stitching;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mediaworker.media.timeline.Clip;

/**
 * How some clips will be joined: decided before the output is opened, since the container and so
 * the output's name follow from it. Immutable.
 */
public final class StitchPlan {

  private final List<Clip> clips;
  private final Transition transition;
  private final int overlap;
  private final boolean copy;
  private final String extension;
  private final StitchForm form;
  private final List<String> notes;

  private StitchPlan(
      List<Clip> clips,
      Transition transition,
      int overlap,
      boolean copy,
      StitchForm form,
      List<String> notes) {
    this.clips = List.copyOf(clips);
    this.transition = transition;
    this.overlap = overlap;
    this.copy = copy;
    this.form = form;
    this.extension = form.delivery().extension();
    this.notes = List.copyOf(notes);
  }

  /**
   * Decides.
   *
   * @param clips two or more, in order
   * @param wished the transition between each two
   * @param transitionSeconds its length
   */
  static StitchPlan of(List<Clip> clips, Transition wished, double transitionSeconds) {
    if (CopyRule.obstacle(clips, wished).isEmpty()) {
      String container = CopyRule.container(clips.get(0)).orElseThrow();
      Delivery otherwise = Delivery.within(container, clips.get(0).picture().alpha());
      StitchForm form = StitchForm.of(clips, otherwise);
      return new StitchPlan(clips, Transition.NONE, 0, true, form, List.of());
    }
    StitchForm form = StitchForm.of(clips);
    int overlap = 0;
    List<String> notes = List.of();
    if (wished != Transition.NONE) {
      int shortest = clips.stream().mapToInt(form::frames).min().orElseThrow();
      int asked = (int) Math.max(1, Math.round(transitionSeconds * form.rate().value()));
      overlap = Math.min(asked, shortest / 2);
      if (overlap == 0) {
        notes = List.of("a clip is too short for a transition, so the clips are cut hard");
      } else if (overlap < asked) {
        notes =
            List.of(
                String.format(
                    Locale.ROOT,
                    "the transition was shortened to %.2f s, half of the shortest clip",
                    form.seconds(overlap)));
      }
    }
    Transition transition = overlap == 0 ? Transition.NONE : wished;
    return new StitchPlan(clips, transition, overlap, false, form, notes);
  }

  /** The file name extension of the result, without the dot. */
  public String extension() {
    return extension;
  }

  /** Whether the pictures will be copied. */
  public boolean copies() {
    return copy;
  }

  /** Why the pictures cannot be copied, for the log; empty when they can. */
  public Optional<String> obstacle() {
    return copy ? Optional.empty() : CopyRule.obstacle(clips, transition);
  }

  /** Number of pictures of the result. */
  public int frames() {
    if (copy) {
      return clips.stream().mapToInt(Clip::frames).sum();
    }
    return encodedFrames();
  }

  List<Clip> clips() {
    return clips;
  }

  Transition transition() {
    return transition;
  }

  /** How many pictures two clips overlap; 0 for hard cuts. */
  int overlap() {
    return overlap;
  }

  StitchForm form() {
    return form;
  }

  List<String> notes() {
    return notes;
  }

  /** Number of pictures when encoded: every clip has a whole number of them in the new rate. */
  int encodedFrames() {
    return clips.stream().mapToInt(form::frames).sum() - overlap * (clips.size() - 1);
  }
}
