package mediaworker.handlers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mediaworker.handlers.StitchingHandler.Input;
import mediaworker.handlers.StitchingHandler.Tune;
import mediaworker.handlers.StitchingHandler.Video;
import mediaworker.jobs.JobFailure;
import mediaworker.media.Rational;
import mediaworker.media.stitching.Fit;
import mediaworker.media.stitching.FormRequest;
import mediaworker.media.stitching.Joint;
import mediaworker.media.stitching.StitchRequest;
import mediaworker.media.stitching.Stitcher;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what a stitching row asks for. Not safe for use by several threads. */
final class StitchingFields {

  private static final double LONGEST_SECONDS = 24 * 3600;
  private static final int LARGEST_SIDE = 8192;
  private static final int MOST_REPEATS = 1000;
  private static final Pattern RATE = Pattern.compile("(\\d{1,6})/(\\d{1,6})");

  private static final String SHAPE =
      "a list of videos: texts, or objects like {\"video\": \"a.mp4\", \"in\": 1.5, \"out\": 4}";

  private final InputFields fields;

  private StitchingFields(InputFields fields) {
    this.fields = fields;
  }

  /**
   * Reads a row.
   *
   * @throws JobFailure naming every problem
   */
  static Input read(@Nullable String inputData) throws JobFailure {
    return new StitchingFields(InputFields.of("input_data", inputData)).input();
  }

  private Input input() throws JobFailure {
    List<InputFields> elements = new ArrayList<>();
    List<Video> videos = videos(elements);
    List<Joint> joints = JointFields.between(videos.size(), elements, fields);
    FormRequest form = form();
    Optional<Double> loudness = fields.optionalNumber("loudness", -40, -8);
    double crossfade = fields.number("audio_crossfade", 0, 0, 10);
    Optional<Tune> tune = music();
    StitchRequest.Options options =
        new StitchRequest.Options(
            fields.flag("smart", false),
            fields.flag("chapters", false),
            fields.choice("check", "fast", "fast", "full").equals("full"));
    String outputName = fields.outputName().orElse(null);
    fields.done();
    StitchingHandler.Sound sound =
        new StitchingHandler.Sound(
            loudness.map(OptionalDouble::of).orElse(OptionalDouble.empty()), crossfade, tune);
    return new Input(videos, joints, form, sound, options, outputName);
  }

  private List<Video> videos(List<InputFields> elements) {
    List<Video> videos = new ArrayList<>();
    Optional<JsonNode> list = fields.json("videos").or(() -> fields.json("video_paths"));
    if (list.isEmpty()) {
      if (!fields.has("video_a_path") && !fields.has("video_b_path")) {
        fields.problem("\"videos\" is missing: " + SHAPE);
        return videos;
      }
      for (String name : List.of("video_a_path", "video_b_path")) {
        videos.add(Video.whole(fields.text(name)));
      }
      return videos;
    }
    fields.notCounting("video_paths", "video_a_path", "video_b_path");
    if (!list.get().isArray()) {
      fields.problem("\"videos\" must be " + SHAPE);
      return videos;
    }
    int number = 0;
    for (JsonNode node : list.get()) {
      number++;
      String place = "element " + number + " of \"videos\"";
      if (node.isString() && !node.asString().isBlank()) {
        elements.add(fields.within(place, node));
        videos.add(Video.whole(node.asString()));
      } else if (node.isObject()) {
        InputFields element = fields.within(place, node);
        elements.add(element);
        videos.add(video(element));
      } else {
        fields.problem(place + " is not right: it must be a text, or an object with \"video\"");
        elements.add(fields.within(place, node));
        videos.add(Video.whole(""));
      }
    }
    boolean lone = videos.size() == 1 && (videos.get(0).repeat() > 1 || videos.get(0).pingPong());
    if (videos.size() < 2 && !lone) {
      fields.problem("\"videos\" must name at least two videos");
    } else if (videos.size() > Stitcher.MOST_CLIPS) {
      fields.problem(
          "\"videos\" may name at most "
              + Stitcher.MOST_CLIPS
              + " videos: stitch them in groups, then stitch the results");
    }
    return videos;
  }

  private static Video video(InputFields element) {
    String reference = element.text("video", "image");
    if (element.says("video") && element.says("image")) {
      element.problem("has both \"video\" and \"image\"; a clip is one file");
    }
    double in = element.number("in", 0, 0, LONGEST_SECONDS);
    Optional<Double> out = element.optionalNumber("out", 0, LONGEST_SECONDS);
    Optional<Double> duration = element.optionalNumber("duration", 0.001, LONGEST_SECONDS);
    if (out.isPresent() && duration.isPresent()) {
      element.problem("has both \"out\" and \"duration\"; one of them says where it ends");
    }
    if (out.isPresent() && out.get() <= in) {
      element.problem("\"out\" must be later than \"in\"");
    }
    Optional<Double> end = out.or(() -> duration.map(seconds -> in + seconds));
    int repeat = element.integer("repeat", 1, 1, MOST_REPEATS);
    boolean pingPong = element.flag("pingpong", false);
    double volume = element.number("volume", 1, 0, 4);
    String title = element.optionalText("title").orElse(null);
    return new Video(
        reference,
        in,
        end.map(OptionalDouble::of).orElse(OptionalDouble.empty()),
        repeat,
        pingPong,
        volume,
        title);
  }

  private FormRequest form() {
    int width = fields.integer("width", 0, 16, LARGEST_SIDE);
    int height = fields.integer("height", 0, 16, LARGEST_SIDE);
    if (width % 2 != 0 || height % 2 != 0) {
      fields.problem("\"width\" and \"height\" must be even numbers, as video formats want them");
    }
    Fit fit =
        switch (fields.choice("fit", "contain", "contain", "cover", "stretch")) {
          case "cover" -> Fit.COVER;
          case "stretch" -> Fit.STRETCH;
          default -> Fit.CONTAIN;
        };
    Optional<FormRequest.Output> output =
        switch (fields.choice("output", "", "mp4", "webm", "mov")) {
          case "mp4" -> Optional.of(FormRequest.Output.MP4);
          case "webm" -> Optional.of(FormRequest.Output.WEBM);
          case "mov" -> Optional.of(FormRequest.Output.MOV);
          default -> Optional.empty();
        };
    boolean none =
        fields
            .optionalText("background")
            .filter(text -> CompositeFields.NONE.matcher(text).matches())
            .isPresent();
    String background = none ? null : JointFields.color(fields, "background").orElse(null);
    return new FormRequest(width, height, rate(), fit, background, output);
  }

  /** A frame rate: a number, or a fraction like 30000/1001. */
  private Optional<Rational> rate() {
    Optional<JsonNode> node = fields.json("frame_rate");
    if (node.isPresent() && node.get().isString()) {
      Matcher fraction = RATE.matcher(node.get().asString().strip());
      if (fraction.matches()) {
        Rational rate = Rational.parse(node.get().asString().strip());
        if (rate.isPositive() && rate.value() >= 1 && rate.value() <= 120) {
          return Optional.of(rate);
        }
      }
    }
    return fields.optionalNumber("frame_rate", 1, 120).map(StitchingFields::rational);
  }

  private static Rational rational(double rate) {
    for (int whole : new int[] {24, 30, 60, 120}) {
      if (Math.abs(rate - whole / 1.001) < 0.006) {
        return new Rational(whole * 1000L, 1001);
      }
    }
    return rate == Math.rint(rate)
        ? new Rational((long) rate, 1)
        : new Rational(Math.round(rate * 1000), 1000);
  }

  private Optional<Tune> music() {
    Optional<JsonNode> node = fields.json("music");
    if (node.isEmpty()) {
      return Optional.empty();
    }
    if (node.get().isString() && !node.get().asString().isBlank()) {
      return Optional.of(new Tune(node.get().asString(), 0.3, true, 0, 1, false));
    }
    if (!node.get().isObject()) {
      fields.problem(
          "\"music\" must be a file, or an object like {\"path\": \"song.mp3\", \"volume\": 0.3}");
      return Optional.empty();
    }
    InputFields music = fields.within("\"music\"", node.get());
    Tune tune =
        new Tune(
            music.text("path"),
            music.number("volume", 0.3, 0, 4),
            music.flag("loop", true),
            music.number("fade_in", 0, 0, 60),
            music.number("fade_out", 1, 0, 60),
            music.flag("duck", false));
    return Optional.of(tune);
  }
}
