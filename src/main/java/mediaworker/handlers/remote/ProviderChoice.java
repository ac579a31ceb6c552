package mediaworker.handlers.remote;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import mediaworker.handlers.InputFields;
import mediaworker.providers.Operation;
import mediaworker.text.Spelling;

/**
 * Which provider serves a row: the one it names, the dashboard's model names, or a preferred one.
 */
final class ProviderChoice {

  /** Who is asked where nothing says otherwise: the first of these that has a key. */
  private static final Map<Operation, List<String>> ORDER =
      Map.of(
          Operation.IMAGE_GENERATION,
          List.of("leonardo", "openai", "bytedance", "gemini", "replicate", "fal"),
          Operation.ANIMATION,
          List.of("kling", "bytedance", "replicate", "fal", "leonardo"),
          Operation.IMAGE_BACKGROUND_REMOVAL,
          List.of("bria", "replicate", "leonardo", "fal"),
          Operation.VIDEO_BACKGROUND_REMOVAL,
          List.of("bria", "replicate", "fal"),
          Operation.IMAGE_ANALYSIS,
          List.of("openai", "gemini"),
          Operation.VIDEO_ANALYSIS,
          List.of("gemini"),
          Operation.GPU_JOB,
          List.of("runpod"));

  /** The dashboard's names of models that are served through Replicate. */
  private static final Map<String, String> DASHBOARD_MODELS =
      Map.of(
          "bytedance-seedream-4", "bytedance/seedream-4",
          "replicate-gpt-image-1", "openai/gpt-image-1",
          "replicate-flux-1.1-pro", "black-forest-labs/flux-1.1-pro");

  /**
   * Who and with which model.
   *
   * @param model the model the row wants; empty for the provider's configured one
   * @param others who would do it as well; none where the row or a setting names one, or one has a
   *     key
   */
  record Choice(ProviderSetup provider, String model, List<ProviderSetup> others) {
    Choice(ProviderSetup provider, String model) {
      this(provider, model, List.of());
    }
  }

  private final Map<String, ProviderSetup> providers;
  private final Map<Operation, String> preferred;

  ProviderChoice(Map<String, ProviderSetup> providers, Map<Operation, String> preferred) {
    this.providers = Map.copyOf(providers);
    this.preferred = Map.copyOf(preferred);
  }

  /** A provider by its name, as the ledger has it. */
  Optional<ProviderSetup> named(String name) {
    return Optional.ofNullable(providers.get(name));
  }

  /** Reads the fields; empty where there is a problem, which then stands in the fields. */
  Optional<Choice> of(Operation operation, String jobType, InputFields fields) {
    Optional<String> named = fields.optionalText("provider");
    Optional<String> model = fields.optionalText("model", "video_model");
    Optional<String> modelId = fields.optionalText("modelId");
    if (operation == Operation.ANY_MODEL) {
      return Optional.of(new Choice(setup(jobType), model.orElse("")));
    }
    if (named.isPresent()) {
      return named(operation, named.get(), model.or(() -> modelId).orElse(""), fields);
    }
    if (modelId.isPresent() && operation == Operation.IMAGE_GENERATION && model.isEmpty()) {
      String replicate = DASHBOARD_MODELS.get(modelId.get());
      return Optional.of(
          replicate == null
              ? new Choice(setup("leonardo"), modelId.get())
              : new Choice(setup("replicate"), replicate));
    }
    String wanted = model.orElse("");
    if (wanted.contains("/") && preferred.get(operation) == null) {
      return Optional.of(new Choice(setup("replicate"), wanted)); // owner/model
    }
    return Optional.of(usual(operation, wanted));
  }

  private Optional<Choice> named(
      Operation operation, String name, String model, InputFields fields) {
    String key = name.strip().toLowerCase(Locale.ROOT);
    ProviderSetup setup = providers.get(key);
    List<String> able = able(operation);
    if (setup == null || !able.contains(key)) {
      String near = Spelling.question(key, able).map("; "::concat).orElse("");
      fields.problem(
          "\"provider\" is "
              + name
              + (setup == null ? ", which is not known" : ", which does no " + operation.words())
              + near
              + " (there are "
              + String.join(", ", able)
              + ")");
      return Optional.empty();
    }
    return Optional.of(new Choice(setup, model));
  }

  /** The preferred one, else the first that has a key, else the first: it will say which key. */
  private Choice usual(Operation operation, String model) {
    String set = preferred.get(operation);
    if (set != null) {
      return new Choice(setup(set), model);
    }
    List<ProviderSetup> order =
        ORDER.getOrDefault(operation, List.of()).stream().map(this::setup).toList();
    return order.stream()
        .filter(ProviderSetup::hasKey)
        .findFirst()
        .map(setup -> new Choice(setup, model))
        .orElseGet(() -> new Choice(order.get(0), model, order.subList(1, order.size())));
  }

  private List<String> able(Operation operation) {
    List<String> able = new ArrayList<>();
    providers.forEach(
        (name, setup) -> {
          if (setup.provider().operations().contains(operation)) {
            able.add(name);
          }
        });
    able.sort(null);
    return able;
  }

  private ProviderSetup setup(String name) {
    ProviderSetup setup = providers.get(name);
    if (setup == null) {
      throw new IllegalStateException("no provider " + name);
    }
    return setup;
  }
}
