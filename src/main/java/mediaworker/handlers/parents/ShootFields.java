package mediaworker.handlers.parents;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mediaworker.handlers.InputFields;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobFailure;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a {@code product_shoot}.
 *
 * @param views pictures of the product; the first is the primary one
 * @param product what is known of it, by name
 * @param backgrounds kinds of backgrounds
 * @param atOnce jobs of one stage that run at the same time
 * @param scale how much larger pictures are made; 1 for not
 * @param film whether a film is made
 * @param providers who makes what; null for the usual ones
 */
public record ShootFields(
    List<String> views,
    Map<String, String> product,
    List<String> backgrounds,
    int atOnce,
    double scale,
    boolean film,
    Providers providers) {

  private static final int MOST_VIEWS = 10;

  /** Each is a paid picture of every view. */
  private static final int MOST_BACKGROUNDS = 20;

  /** What each kind of background is to a model of pictures. */
  private static final Map<String, String> BACKGROUNDS =
      Map.of(
          "white", "on a pure white studio background with a soft contact shadow",
          "plain", "on a plain single-coloured background that suits its colours",
          "random", "in a fitting everyday scene with natural light");

  public ShootFields {
    views = List.copyOf(views);
    backgrounds = List.copyOf(backgrounds);
  }

  /**
   * Who makes what.
   *
   * @param image makes pictures
   * @param imageModel with this model
   * @param video makes films
   * @param videoModel with this model
   */
  public record Providers(
      @Nullable String image,
      @Nullable String imageModel,
      @Nullable String video,
      @Nullable String videoModel) {}

  /**
   * A picture that is to be made.
   *
   * @param view counted from 1
   */
  record Variation(int view, String picture, String background) {
    String step() {
      return "image-" + view + "-" + background;
    }

    String larger() {
      return "upscale-" + view + "-" + background;
    }
  }

  List<Variation> variations() {
    List<Variation> all = new ArrayList<>();
    for (int view = 1; view <= views.size(); view++) {
      for (String background : backgrounds) {
        all.add(new Variation(view, views.get(view - 1), background));
      }
    }
    return all;
  }

  String prompt(String background) {
    return "The product in the picture, unchanged in shape, colour, material and lettering, "
        + BACKGROUNDS.getOrDefault(background, "on this background: " + background)
        + ". Product photograph, sharp, evenly lit.";
  }

  static ShootFields of(Job job) throws JobFailure {
    InputFields fields = InputFields.begun("input_data", job.inputData());
    List<String> views = fields.texts("images", "image_paths", "product_images", "image");
    if (views.isEmpty()) {
      fields.problem("\"images\" is missing: a list of pictures of the product");
    } else if (views.size() > MOST_VIEWS) {
      fields.problem("\"images\" may name at most " + MOST_VIEWS + " pictures");
    }
    Map<String, String> product = new LinkedHashMap<>();
    fields
        .json("product")
        .ifPresent(
            data -> {
              if (data.isObject()) {
                data.properties()
                    .forEach(
                        entry ->
                            product.put(
                                entry.getKey(),
                                entry.getValue().isValueNode()
                                    ? entry.getValue().asString("")
                                    : entry.getValue().toString()));
              } else {
                product.put("name", data.asString(""));
              }
            });
    for (String name : List.of("name", "sku", "description")) {
      fields.optionalScalar(name).ifPresent(value -> product.put(name, value));
    }
    // Each is a step of its own name: the same one twice would be paid twice and shown once.
    List<String> backgrounds =
        fields.texts("backgrounds").stream().map(String::strip).distinct().toList();
    if (backgrounds.size() > MOST_BACKGROUNDS) {
      fields.problem("\"backgrounds\" may name at most " + MOST_BACKGROUNDS);
    }
    double scale = fields.number("scale", 2, 1.1, 8);
    ShootFields shoot =
        new ShootFields(
            views,
            product,
            backgrounds.isEmpty() ? List.of("white", "plain", "random") : backgrounds,
            fields.integer("max_parallel", 4, 1, 32),
            fields.flag("upscale", true) ? scale : 1,
            fields.flag("video", true),
            new Providers(
                fields.optionalText("image_provider").orElse(null),
                fields.optionalText("image_model").orElse(null),
                fields.optionalText("video_provider").orElse(null),
                fields.optionalText("video_model").orElse(null)));
    fields.done();
    return shoot;
  }
}
