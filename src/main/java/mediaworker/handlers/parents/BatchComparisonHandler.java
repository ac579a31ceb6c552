package mediaworker.handlers.parents;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import mediaworker.assets.AssetException;
import mediaworker.assets.AssetLibrary;
import mediaworker.assets.Output;
import mediaworker.handlers.Failures;
import mediaworker.handlers.parents.BatchFields.Combination;
import mediaworker.handlers.parents.BatchFields.Model;
import mediaworker.jobs.Children;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobHandler;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.NewChild;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code batch_comparison}: videos × prompts × models. Combinations of a video and a prompt run one
 * after another, the models of one at the same time; then the answers are scored. A model that
 * fails does not fail the batch.
 */
public final class BatchComparisonHandler implements JobHandler<BatchFields> {

  private static final String CALL = "video_understanding";

  /** How far the work is when all answers are there. */
  private static final double BEFORE_EVALUATION = 0.9;

  private final AssetLibrary assets;
  private final Children children;

  public BatchComparisonHandler(AssetLibrary assets, Children children) {
    this.assets = assets;
    this.children = children;
  }

  @Override
  public Set<String> kinds() {
    return Set.of("batch_comparison");
  }

  @Override
  public BatchFields decode(Job job) throws JobFailure {
    return BatchFields.of(job);
  }

  @Override
  public JobResult run(BatchFields batch, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    Brood brood = Brood.of(context, children);
    List<Combination> combinations = batch.combinations();
    for (Combination combination : combinations) {
      Optional<JobResult> wait = answers(batch, combination, combinations.size(), brood);
      if (wait.isPresent()) {
        return wait.get();
      }
    }
    if (batch.evaluate()) {
      Optional<JobResult> wait = evaluations(batch, combinations, brood);
      if (wait.isPresent()) {
        return wait.get();
      }
    }
    ObjectNode report = new BatchReport(batch, brood).write();
    if (report.path("summary").path("answers").asInt() == 0) {
      throw firstFailure(batch, brood);
    }
    return new JobResult.Finished(published(report, context), "Comparison completed");
  }

  private static JobFailure firstFailure(BatchFields batch, Brood brood) {
    return brood
        .step(step(1, 0))
        .map(Brood::failure)
        .orElse(JobFailure.input("No model of " + batch.models().size() + " has answered."));
  }

  /** The models of one combination, some at a time. */
  private static Optional<JobResult> answers(
      BatchFields batch, Combination combination, int of, Brood brood) {
    List<NewChild> all = new ArrayList<>();
    for (int i = 0; i < batch.models().size(); i++) {
      all.add(
          child(
              step(combination.number(), i),
              combination.video(),
              combination.prompt(),
              batch.models().get(i)));
    }
    double part = batch.evaluate() ? BEFORE_EVALUATION : 1;
    return brood.rolling(
        all,
        batch.atOnce(),
        new Brood.Share(part * (combination.number() - 1) / of, part * combination.number() / of),
        (underWay, begun) ->
            "Processing combination "
                + combination.number()
                + "/"
                + of
                + "... Running "
                + underWay
                + (underWay == 1 ? " model..." : " models in parallel..."));
  }

  /** Where somebody has answered there is something to score. */
  private static Optional<JobResult> evaluations(
      BatchFields batch, List<Combination> combinations, Brood brood) {
    List<NewChild> wanted = new ArrayList<>();
    for (Combination combination : combinations) {
      List<Integer> answered = answered(batch, combination, brood);
      List<String> answers = new ArrayList<>();
      for (int number : answered) {
        answers.add(
            "Answer "
                + number
                + ":\n"
                + brood.completed(step(combination.number(), number - 1)).orElseThrow().result());
      }
      if (!answers.isEmpty()) {
        wanted.add(
            child(
                evaluation(batch, combination, answered),
                combination.video(),
                question(combination, answers),
                batch.evaluator()));
      }
    }
    return brood.rolling(
        wanted,
        batch.atOnce(),
        new Brood.Share(BEFORE_EVALUATION, 1),
        (underWay, begun) -> "Evaluating results...");
  }

  private static String question(Combination combination, List<String> answers) {
    return "Several models were asked about this video: \""
        + combination.prompt()
        + "\"\n\n"
        + String.join("\n\n", answers)
        + "\n\nScore each answer from 0 (wrong or useless) to 10 (right, complete, precise), by what"
        + " the video really shows. Answer with JSON only: {\"scores\": [{\"answer\": 1, \"score\":"
        + " 7, \"reason\": \"…\"}]}.";
  }

  static String step(int combination, int model) {
    return "answer-" + combination + "-" + (model + 1);
  }

  /** The numbers, from 1, of the models that have answered. */
  static List<Integer> answered(BatchFields batch, Combination combination, Brood brood) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < batch.models().size(); i++) {
      if (brood
          .completed(step(combination.number(), i))
          .filter(child -> child.result() != null)
          .isPresent()) {
        numbers.add(i + 1);
      }
    }
    return numbers;
  }

  /**
   * The step that scores a combination. Where not all have answered it is named after those that
   * have: should more answer later, they are scored anew.
   */
  static String evaluation(BatchFields batch, Combination combination, List<Integer> answered) {
    String name = "evaluation-" + combination.number();
    return answered.size() == batch.models().size()
        ? name
        : name + "-of-" + answered.stream().map(String::valueOf).collect(Collectors.joining("-"));
  }

  private static NewChild child(String step, String video, String prompt, Model model) {
    ObjectNode fields = JsonMapper.shared().createObjectNode();
    fields.put("video", video).put("prompt", prompt);
    if (!model.provider().isEmpty()) {
      fields.put("provider", model.provider());
    }
    if (!model.name().isEmpty()) {
      fields.put("model", model.name());
    }
    return new NewChild(step, CALL, fields.toString(), null);
  }

  private String published(ObjectNode report, JobContext context) throws JobFailure, IOException {
    try (Output output =
        assets.newOutput(
            AssetLibrary.Shelf.OUTPUT,
            "comparison_" + context.job().id(),
            "json",
            null,
            context.claimName())) {
      Files.writeString(output.part(), report.toPrettyString());
      return output.publish();
    } catch (AssetException e) {
      throw Failures.of(e);
    }
  }
}
