package mediaworker.handlers.reuse;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import mediaworker.assets.AssetLibrary;
import mediaworker.handlers.NamedFile;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.Stage;
import mediaworker.text.GivenJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What decides what a job makes, as one number: its kind, its handler's recipe, its input and its
 * settings. A text that names a local file counts as that file's content, whatever it is called; a
 * URL counts as it is written, since looking behind it would cost what is to be saved.
 *
 * <p>Equal inputs may be written differently: the order of fields, fields that are null, spaces and
 * 1.0 for 1 do not matter. All digits of a number do, since handlers are given all of them.
 */
final class Fingerprint {

  /**
   * Raised when fingerprints are made up in another way, which makes everybody pay once more for
   * all that is stored: not for numbers that few outputs were made of.
   */
  private static final String FORM = "1";

  /** What says where the output goes, not what it is. */
  private static final Set<String> ASIDE = Set.of("output_name", "callback_url");

  private final AssetLibrary assets;
  private final JobContext context;
  private final Map<Path, String> hashes = new HashMap<>();

  private Fingerprint(AssetLibrary assets, JobContext context) {
    this.assets = assets;
    this.context = context;
  }

  /**
   * The fingerprint of a job; reads all its files.
   *
   * @param recipe what the handler says of it
   */
  static String of(AssetLibrary assets, String recipe, JobContext context)
      throws IOException, InterruptedException {
    Job job = context.job();
    Fingerprint fingerprint = new Fingerprint(assets, context);
    StringBuilder all = new StringBuilder();
    all.append(FORM).append('\n').append(job.kind()).append('\n').append(recipe).append('\n');
    if (job.stage() == Stage.KEYING) {
      fingerprint.text(job.resultData() == null ? "" : job.resultData().strip(), all);
    } else {
      fingerprint.json(job.inputData(), all);
    }
    all.append('\n');
    fingerprint.json(job.keyingSettings(), all);
    return Content.hash(all.toString());
  }

  private void json(@Nullable String column, StringBuilder all)
      throws IOException, InterruptedException {
    String text = column == null || column.isBlank() ? "{}" : column;
    try {
      node(GivenJson.read(text), all);
    } catch (JacksonException e) {
      all.append(
          text); // its handler says what is wrong with it, such as a field that is there twice
    }
  }

  private void node(JsonNode node, StringBuilder all) throws IOException, InterruptedException {
    if (node.isObject()) {
      all.append('{');
      for (String name : new TreeSet<>(node.propertyNames())) {
        JsonNode value = node.path(name);
        if (!value.isNull() && !ASIDE.contains(name)) {
          quoted(name, all);
          all.append(':');
          node(value, all);
          all.append(',');
        }
      }
      all.append('}');
    } else if (node.isArray()) {
      all.append('[');
      for (JsonNode element : node) {
        node(element, all);
        all.append(',');
      }
      all.append(']');
    } else if (node.isString()) {
      text(node.asString(), all);
    } else if (node.isNumber()) {
      BigDecimal value = node.decimalValue(BigDecimal.ZERO);
      all.append(value.signum() == 0 ? "0" : value.stripTrailingZeros().toString());
    } else {
      all.append(node);
    }
  }

  private void text(String text, StringBuilder all) throws IOException, InterruptedException {
    Optional<Path> file = NamedFile.of(text, assets, context);
    if (file.isEmpty()) {
      quoted(text, all);
      return;
    }
    String hash = hashes.get(file.get());
    if (hash == null) {
      hash = Content.hash(file.get(), context.cancellation());
      hashes.put(file.get(), hash);
    }
    all.append("file ").append(hash);
  }

  private static void quoted(String text, StringBuilder all) {
    all.append(JsonMapper.shared().writeValueAsString(text));
  }
}
