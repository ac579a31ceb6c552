package mediaworker.jobs;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How an input names the results of other jobs: {@code ${job.12.result}}, {@code .keyed_result},
 * {@code .output.0}, {@code .outputs}; with a step's name in place of the id. Where a second dollar
 * sign stands in front it is meant as it is written; of two or more dollar signs one goes.
 */
public final class JobReferences {

  /** What every reference begins with. */
  public static final String BEGINNING = "${job.";

  private static final String NAMED =
      "\\$\\{job\\.(?<name>[A-Za-z0-9_-]+(?:\\.\\d+)?)"
          + "\\.(?<what>result|keyed_result|outputs|output\\.\\d+)}";

  /** One reference; its groups are {@code name} and {@code what}. */
  public static final Pattern REFERENCE = Pattern.compile("(?<!\\$)" + NAMED);

  /**
   * All that begins like a reference: a text that is meant literally (group {@code text}), a
   * reference (group {@code name}), or neither.
   */
  public static final Pattern ALL =
      Pattern.compile("\\$(?<text>\\$+\\{job\\.)|" + NAMED + "|\\$\\{job\\.[^}\"\\s]{0,60}}?");

  private JobReferences() {}

  /** The text so that nothing in it is taken for a reference. */
  public static String literal(String text) {
    return text.replace(BEGINNING, "$" + BEGINNING);
  }

  /**
   * What begins like a reference and is none, in a text or in JSON.
   *
   * @return a sentence; empty where there is nothing of that kind
   */
  public static Optional<String> problem(@Nullable String text) {
    if (text == null || !text.contains(BEGINNING)) {
      return Optional.empty();
    }
    Matcher found = ALL.matcher(text);
    while (found.find()) {
      if (found.group("text") == null && found.group("name") == null) {
        return Optional.of(
            "\""
                + found.group()
                + "\" is no reference like ${job.12.result}, .keyed_result, .output.0 or .outputs;"
                + " where it is meant as it stands, write $${job.");
      }
    }
    return Optional.empty();
  }
}
