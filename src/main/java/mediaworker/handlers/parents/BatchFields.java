package mediaworker.handlers.parents;

import java.util.ArrayList;
import java.util.List;
import mediaworker.handlers.InputFields;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobFailure;
import tools.jackson.databind.JsonNode;

/**
 * The fields of a {@code batch_comparison}.
 *
 * @param videos what is looked at
 * @param prompts what is asked
 * @param models who is asked
 * @param atOnce models of one combination that are asked at the same time
 * @param evaluator who scores the answers; empty for the usual one
 * @param evaluate whether answers are scored
 */
public record BatchFields(
    List<String> videos,
    List<String> prompts,
    List<Model> models,
    int atOnce,
    Model evaluator,
    boolean evaluate) {

  private static final int MOST_COMBINATIONS = 1_000;

  public BatchFields {
    videos = List.copyOf(videos);
    prompts = List.copyOf(prompts);
    models = List.copyOf(models);
  }

  /**
   * A model.
   *
   * @param provider empty for the usual one
   * @param name empty for the provider's usual one
   */
  public record Model(String provider, String name) {

    /** Reads "gemini:gemini-2.5-pro" or a model's name alone. */
    static Model of(String text) {
      int colon = text.indexOf(':');
      boolean named = colon > 0 && text.substring(0, colon).matches("[a-z]+");
      return named
          ? new Model(text.substring(0, colon), text.substring(colon + 1).strip())
          : new Model("", text.strip());
    }

    /** As a person wrote it. */
    String shown() {
      return provider.isEmpty() ? name : name.isEmpty() ? provider : provider + ":" + name;
    }
  }

  /**
   * A video and a question.
   *
   * @param number counted from 1
   */
  record Combination(int number, String video, String prompt) {}

  /** All of them in order. */
  List<Combination> combinations() {
    List<Combination> all = new ArrayList<>();
    for (String video : videos) {
      for (String prompt : prompts) {
        all.add(new Combination(all.size() + 1, video, prompt));
      }
    }
    return all;
  }

  static BatchFields of(Job job) throws JobFailure {
    InputFields fields = InputFields.begun("input_data", job.inputData());
    List<String> videos = fields.texts("videos", "video_paths", "video");
    List<String> prompts = fields.texts("prompts", "prompt");
    List<Model> models = new ArrayList<>();
    for (JsonNode model : fields.json("models").orElseGet(BatchFields::empty)) {
      if (model.isString() && !model.asString().isBlank()) {
        models.add(Model.of(model.asString()));
      } else if (model.isObject() && (model.has("model") || model.has("provider"))) {
        models.add(
            new Model(model.path("provider").asString(""), model.path("model").asString("")));
      } else {
        fields.problem(
            "\"models\" must be a list of names like \"gemini:gemini-2.5-pro\", or objects like"
                + " {\"provider\": \"gemini\", \"model\": \"…\"}");
      }
    }
    missing(fields, videos.isEmpty(), "videos");
    missing(fields, prompts.isEmpty(), "prompts");
    missing(fields, models.isEmpty(), "models");
    if ((long) videos.size() * prompts.size() > MOST_COMBINATIONS) {
      fields.problem("there are more than " + MOST_COMBINATIONS + " combinations");
    }
    int atOnce = fields.integer("max_parallel", 4, 1, 32);
    boolean evaluate = fields.flag("evaluate", true);
    Model evaluator =
        fields.optionalText("evaluation_model").map(Model::of).orElse(new Model("", ""));
    fields.done();
    return new BatchFields(videos, prompts, models, atOnce, evaluator, evaluate);
  }

  private static JsonNode empty() {
    return tools.jackson.databind.json.JsonMapper.shared().createArrayNode();
  }

  private static void missing(InputFields fields, boolean is, String name) {
    if (is) {
      fields.problem("\"" + name + "\" is missing: a list");
    }
  }
}
