package mediaworker.handlers;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mediaworker.media.keying.request.Background;
import mediaworker.media.keying.request.Composite;
import mediaworker.media.keying.request.Composite.Canvas;
import mediaworker.media.keying.request.Composite.Placement;

/** Reads what a keyed clip is laid over, and how. For one row. */
final class CompositeFields {

  private static final Pattern SIZE =
      Pattern.compile("([1-9][0-9]{0,4})\\s*[xX×]\\s*([1-9][0-9]{0,4})");

  /** Nothing behind the subject, which is what a row without a background asks for as well. */
  static final Pattern NONE = Pattern.compile("(?i)\\s*(transparent|none)\\s*");

  /** An opacity below the full one stands behind the digits. */
  private static final Pattern SEE_THROUGH = Pattern.compile("(?i)#([0-9a-f]{4}|[0-9a-f]{8})");

  /** Files have an ending, and mostly a folder before them. */
  private static final Pattern WORD = Pattern.compile("(?i)[a-z]+( [a-z]+)*");

  private static final List<String> HOW =
      List.of(
          "background_fit",
          "background_bars",
          "background_end",
          "canvas",
          "subject_x",
          "subject_y",
          "subject_scale",
          "audio");

  /** All that it reads. */
  static final List<String> NAMES = Stream.concat(Stream.of("background"), HOW.stream()).toList();

  private final InputFields fields;

  CompositeFields(InputFields fields) {
    this.fields = fields;
  }

  /** Reads the background; empty where the row names none. */
  Optional<KeyingPayload.Laid> read() {
    Optional<String> background =
        fields.optionalText("background").filter(text -> !NONE.matcher(text).matches());
    background.ifPresent(this::requireColorOrFile);
    if (background.isEmpty()) {
      HOW.stream()
          .filter(fields::has)
          .findFirst()
          .ifPresent(
              name ->
                  fields.problem(
                      "\""
                          + name
                          + "\" says how a background is used, but there is no"
                          + " \"background\""));
    }
    Composite how =
        new Composite(
            // Stands in for what is still to be fetched.
            new Background.Color(0),
            Composite.Fit.valueOf(word("background_fit", "cover", "cover", "contain", "tile")),
            bars(),
            Composite.End.valueOf(word("background_end", "loop", "loop", "trim")),
            canvas(),
            new Placement(
                fields.number("subject_x", 0.5, -1, 2),
                fields.number("subject_y", 0.5, -1, 2),
                fields.number("subject_scale", 1, 0.02, 8)),
            Composite.Sound.valueOf(word("audio", "clip", "clip", "background", "mix", "none")));
    return background.map(text -> new KeyingPayload.Laid(text, how));
  }

  /** What is written like a colour but is none is told so, not looked for as a file. */
  private void requireColorOrFile(String background) {
    String text = background.strip();
    if (Background.Color.parse(text).isPresent()) {
      return;
    }
    if (SEE_THROUGH.matcher(text).matches()) {
      fields.problem(
          "\"background\" is "
              + text
              + ", which is partly transparent, but must be opaque: write "
              + text.substring(0, text.length() == 5 ? 4 : 7)
              + ", or leave it out for a transparent result");
    } else if (text.startsWith("#") || WORD.matcher(text).matches()) {
      fields.problem(
          "\"background\" is \""
              + Problems.quote(text)
              + "\" but must be "
              + Background.Color.FORMS
              + ", or the path or URL of a picture or video, with its ending");
    }
  }

  private String word(String name, String otherwise, String... words) {
    return fields.choice(name, otherwise, words).toUpperCase(Locale.ROOT);
  }

  private int bars() {
    Optional<String> text = fields.optionalText("background_bars");
    Optional<Background.Color> color = text.flatMap(Background.Color::parse);
    if (text.isPresent() && color.isEmpty()) {
      fields.problem("\"background_bars\" must be a colour like #202020");
    }
    return color.map(Background.Color::rgb).orElse(0);
  }

  private Canvas canvas() {
    Optional<String> text = fields.optionalText("canvas");
    if (text.isEmpty()) {
      return Canvas.OF_CLIP;
    }
    String word = text.get().strip().toLowerCase(Locale.ROOT);
    Matcher size = SIZE.matcher(word);
    if (word.equals("clip") || word.equals("background")) {
      return new Canvas(Canvas.Like.valueOf(word.toUpperCase(Locale.ROOT)), 0, 0);
    }
    if (size.matches()) {
      int width = Integer.parseInt(size.group(1));
      int height = Integer.parseInt(size.group(2));
      int least = Math.min(width, height);
      if (least >= Canvas.SMALLEST_SIDE && Math.max(width, height) <= Canvas.LARGEST_SIDE) {
        return new Canvas(Canvas.Like.GIVEN, width, height);
      }
    }
    fields.problem(
        "\"canvas\" must be clip, background or a size like 1920x1080, each side between "
            + Canvas.SMALLEST_SIDE
            + " and "
            + Canvas.LARGEST_SIDE);
    return Canvas.OF_CLIP;
  }
}
