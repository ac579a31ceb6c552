package mediaworker.handlers.parents;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import mediaworker.handlers.parents.BatchFields.Combination;
import mediaworker.jobs.Children.Child;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Every answer with its time and score, and a summary, as JSON. */
final class BatchReport {

  private final BatchFields batch;
  private final Brood brood;
  private final List<List<Double>> scores = new ArrayList<>();
  private final List<List<Double>> latencies = new ArrayList<>();
  private int answers;
  private int failures;

  BatchReport(BatchFields batch, Brood brood) {
    this.batch = batch;
    this.brood = brood;
    batch
        .models()
        .forEach(
            model -> {
              scores.add(new ArrayList<>());
              latencies.add(new ArrayList<>());
            });
  }

  ObjectNode write() {
    ObjectNode report = JsonMapper.shared().createObjectNode();
    ArrayNode list = report.putArray("combinations");
    for (Combination combination : batch.combinations()) {
      ObjectNode one = list.addObject();
      one.put("combination", combination.number());
      one.put("video", combination.video());
      one.put("prompt", combination.prompt());
      Optional<Child> evaluation =
          brood.step(
              BatchComparisonHandler.evaluation(
                  batch, combination, BatchComparisonHandler.answered(batch, combination, brood)));
      Map<Integer, JsonNode> scored =
          evaluation.filter(Child::isCompleted).map(BatchReport::scores).orElse(Map.of());
      evaluation
          .filter(child -> !child.isCompleted())
          .ifPresent(child -> one.put("evaluation_error", String.valueOf(child.error())));
      ArrayNode all = one.putArray("answers");
      for (int i = 0; i < batch.models().size(); i++) {
        answer(combination, i, scored.get(i + 1), all.addObject());
      }
    }
    report.set("summary", summary());
    return report;
  }

  private void answer(
      Combination combination,
      int model,
      @org.jspecify.annotations.Nullable JsonNode score,
      ObjectNode one) {
    one.put("model", batch.models().get(model).shown());
    Optional<Child> child = brood.step(BatchComparisonHandler.step(combination.number(), model));
    child.ifPresent(row -> one.put("job_id", row.id()));
    if (child.isEmpty() || !child.get().isCompleted()) {
      failures++;
      one.put("error", child.map(Child::error).orElse("was not asked"));
      return;
    }
    answers++;
    one.put("answer", child.get().result());
    OptionalDouble seconds = seconds(child.get());
    if (seconds.isPresent()) {
      one.put("latency_seconds", seconds.getAsDouble());
      latencies.get(model).add(seconds.getAsDouble());
    }
    if (score != null && score.path("score").isNumber()) {
      one.put("score", score.get("score").asDouble());
      scores.get(model).add(score.get("score").asDouble());
      one.put("reason", score.path("reason").asString(""));
    }
  }

  /** How long a child took, in seconds to the millisecond. */
  static OptionalDouble seconds(Child child) {
    if (child.started() == null || child.finished() == null) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        Math.max(0, Duration.between(child.started(), child.finished()).toMillis()) / 1000.0);
  }

  /** Models like to wrap their JSON in words. */
  private static Map<Integer, JsonNode> scores(Child evaluation) {
    Map<Integer, JsonNode> found = new TreeMap<>();
    String text = String.valueOf(evaluation.result());
    int from = text.indexOf('{');
    int to = text.lastIndexOf('}');
    if (from < 0 || to < from) {
      return found;
    }
    try {
      JsonNode tree = JsonMapper.shared().readTree(text.substring(from, to + 1));
      tree.path("scores").forEach(score -> found.put(score.path("answer").asInt(0), score));
    } catch (JacksonException e) {
      found.clear(); // no scores then; the answers stand
    }
    return found;
  }

  private ObjectNode summary() {
    ObjectNode summary = JsonMapper.shared().createObjectNode();
    summary.put("combinations", batch.combinations().size());
    summary.put("answers", answers);
    summary.put("failures", failures);
    ObjectNode models = summary.putObject("models");
    String best = "";
    double most = -1;
    for (int i = 0; i < batch.models().size(); i++) {
      String name = batch.models().get(i).shown();
      ObjectNode one = models.putObject(name);
      one.put("answers", latencies.get(i).size());
      mean(latencies.get(i)).ifPresent(mean -> one.put("mean_latency_seconds", mean));
      OptionalDouble score = mean(scores.get(i));
      score.ifPresent(mean -> one.put("mean_score", mean));
      if (score.isPresent() && score.getAsDouble() > most) {
        most = score.getAsDouble();
        best = name;
      }
    }
    if (!best.isEmpty()) {
      summary.put("best_model", best);
    }
    return summary;
  }

  private static OptionalDouble mean(List<Double> values) {
    OptionalDouble mean = values.stream().mapToDouble(Double::doubleValue).average();
    return mean.isPresent()
        ? OptionalDouble.of(Math.round(mean.getAsDouble() * 1000) / 1000.0)
        : mean;
  }
}
