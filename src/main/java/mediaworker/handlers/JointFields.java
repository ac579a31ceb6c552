package mediaworker.handlers;

import static mediaworker.handlers.Problems.quote;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mediaworker.media.keying.request.Background;
import mediaworker.media.stitching.Joint;
import mediaworker.media.stitching.Transition;
import mediaworker.text.Spelling;

/** Reads how the clips of a stitching row go over into each other. */
final class JointFields {

  private static final double DEFAULT_TRANSITION_SECONDS = 0.5;
  private static final double LONGEST_TRANSITION_SECONDS = 10;

  private JointFields() {}

  /**
   * The joints between so many clips.
   *
   * @param elements the clips' own fields, where they have any; each tells how it goes over to the
   *     next
   * @param row says it for all that do not
   */
  static List<Joint> between(int clips, List<InputFields> elements, InputFields row) {
    Joint usual = joint(row, row, Joint.of(Transition.NONE, DEFAULT_TRANSITION_SECONDS));
    List<Joint> joints = new ArrayList<>();
    for (int i = 0; i + 1 < clips; i++) {
      joints.add(i < elements.size() ? joint(elements.get(i), row, usual) : usual);
    }
    requireUse(row, joints);
    for (int i = 0; i < Math.min(joints.size(), elements.size()); i++) {
      requireUse(elements.get(i), List.of(joints.get(i)));
    }
    if (!elements.isEmpty()) {
      requireNoNext(elements.get(elements.size() - 1));
    }
    return joints;
  }

  /** The joint that fields ask for; what they do not say is as in the one of the row. */
  private static Joint joint(InputFields fields, InputFields row, Joint usual) {
    Optional<String> word = fields.optionalText("transition");
    Transition transition = usual.transition();
    if (word.isPresent()) {
      Optional<Transition> found = Transition.of(word.get());
      if (found.isEmpty()) {
        fields.problem(
            "\"transition\" is \""
                + quote(word.get())
                + "\""
                + Spelling.nearest(word.get().toLowerCase(Locale.ROOT), Transition.words())
                    .map(near -> " (\"" + near + "\"?)")
                    .orElse("")
                + " but must be one of none, crossfade, dissolve, wipe-left, slide-left,"
                + " fade-through-black and others that docs/job-types.md lists");
      }
      transition = found.orElse(Transition.NONE);
    }
    double seconds =
        fields.number("transition_duration", usual.seconds(), 0, LONGEST_TRANSITION_SECONDS);
    // The row's colour counts for all fades through a colour, also for those that a clip asks for.
    boolean same =
        word.isEmpty()
            || (transition == Transition.FADE_THROUGH_COLOR && row.has("transition_color"));
    String color =
        color(fields, "transition_color")
            .orElse(same ? usual.color() : Joint.of(transition, seconds).color());
    return seconds == 0
        ? new Joint(Transition.NONE, 0, color)
        : new Joint(transition, seconds, color);
  }

  /** How a last clip goes over to the next is of no account; that it is to is a mistake. */
  private static void requireNoNext(InputFields last) {
    last.notCounting("transition_duration", "transition_color");
    if (last.has("transition")) {
      last.problem("\"transition\" leads to the next clip, but this is the last one");
    }
  }

  /** A colour that nothing would be seen of is a mistake. */
  private static void requireUse(InputFields fields, List<Joint> joints) {
    boolean named =
        fields
            .optionalText("transition")
            .flatMap(Transition::of)
            .equals(Optional.of(Transition.FADE_THROUGH_COLOR));
    if (fields.has("transition_color")
        && !named
        && joints.stream()
            .noneMatch(joint -> joint.transition() == Transition.FADE_THROUGH_COLOR)) {
      fields.problem(
          "\"transition_color\" is the colour of \"transition\": \"fade-through-color\", which is"
              + " not asked for");
    }
  }

  /** A colour as FFmpeg writes it; empty where none is given, or none that can be read. */
  static Optional<String> color(InputFields fields, String name) {
    Optional<String> text = fields.optionalText(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<Background.Color> color = Background.Color.parse(text.get());
    if (color.isEmpty()) {
      fields.problem(
          "\""
              + name
              + "\" is \""
              + quote(text.get())
              + "\" but must be "
              + Background.Color.FORMS);
    }
    return color.map(found -> String.format(Locale.ROOT, "0x%06x", found.rgb()));
  }
}
