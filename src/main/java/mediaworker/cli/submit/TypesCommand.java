package mediaworker.cli.submit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import mediaworker.app.JobTypes;
import mediaworker.app.JobTypes.Field;
import mediaworker.app.JobTypes.JobType;
import mediaworker.cli.console.ExitCodes;
import mediaworker.cli.console.Screen;
import mediaworker.cli.desk.JobsJson;
import mediaworker.cli.wiring.JobTypeNames;
import mediaworker.cli.wiring.Wiring;
import mediaworker.config.Settings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells the job types and their fields. */
@Command(
    name = "types",
    description = {
      "List the job types, or tell everything about one: its fields, what they take, their defaults,"
          + " and a row to begin with. Programs of your own are among them.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  bin/worker types",
      "  bin/worker types keying",
      "  bin/worker types stitching --json-schema > stitching.schema.json"
    })
public final class TypesCommand implements Callable<Integer> {

  @Spec CommandSpec spec;

  @Mixin Settings settings;

  @Parameters(
      paramLabel = "TYPE",
      arity = "0..1",
      completionCandidates = JobTypeNames.class,
      description = "A job type.")
  @Nullable String type;

  @Option(names = "--json", description = "As JSON.")
  boolean json;

  @Option(
      names = "--json-schema",
      description = "The type's input_data as a JSON Schema (draft 2020-12); all without a type.")
  boolean schema;

  @Override
  public Integer call() {
    JobTypes types = Wiring.types(settings, spec);
    List<JobType> told = types.all();
    if (type != null) {
      Optional<JobType> found = types.find(type.strip());
      if (found.isEmpty()) {
        spec.commandLine()
            .getErr()
            .println(
                "There is no job type \""
                    + type
                    + "\""
                    + types.near(type).map(near -> "; is " + near + " meant?").orElse("."));
        return ExitCodes.NOTHING_TO_DO;
      }
      told = List.of(found.get());
    }
    if (schema) {
      print(JobsJson.text(type == null ? TypesJson.schemas(told) : TypesJson.schema(told.get(0))));
    } else if (json) {
      print(JobsJson.text(type == null ? TypesJson.types(told) : TypesJson.type(told.get(0))));
    } else if (type == null) {
      List<List<String>> table = new ArrayList<>();
      told.forEach(one -> table.add(List.of(one.name(), one.summary())));
      Screen.table(table, Screen.width(System.getenv())).forEach(this::print);
      print("");
      print("Everything about one: bin/worker types TYPE");
    } else {
      tell(told.get(0));
    }
    return ExitCodes.OK;
  }

  private void tell(JobType told) {
    print(told.name() + ": " + told.summary());
    print("");
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("FIELD", "TAKES", "DEFAULT", "MEANING"));
    for (Field field : told.fields()) {
      String within = field.use().within().isEmpty() ? "" : field.use().within() + " › ";
      table.add(
          List.of(
              within + String.join(", ", field.use().names()),
              takes(field),
              field.use().needed() ? "needed" : usual(field.use().otherwise()),
              field.meaning()));
    }
    if (told.fields().isEmpty()) {
      print("It has no fields.");
    } else {
      Screen.table(table, Integer.MAX_VALUE).forEach(this::print);
    }
    print("");
    print("  bin/worker submit " + told.name() + " --json - <<< '" + told.example() + "'");
    print(
        "  INSERT INTO jobs (job_type, input_data) VALUES ('"
            + told.name()
            + "', '"
            + told.example().replace("'", "''")
            + "');");
  }

  private static String takes(Field field) {
    return switch (field.use().kind()) {
      case TEXT -> "text";
      case SCALAR -> "text or number";
      case WORD -> String.join(" | ", field.use().words());
      case NUMBER -> "number" + range(field);
      case INTEGER -> "whole number" + range(field);
      case FLAG -> "true or false";
      case TEXTS -> "list of texts";
      case JSON -> "JSON";
    };
  }

  private static String range(Field field) {
    Double least = field.use().least();
    Double most = field.use().most();
    return least == null || most == null ? "" : " " + plain(least) + " to " + plain(most);
  }

  private static String usual(@Nullable Object otherwise) {
    return otherwise == null
        ? ""
        : otherwise instanceof Double number ? plain(number) : otherwise.toString();
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.format(Locale.ROOT, "%.4g", value).replaceFirst("(\\.\\d*?)0+$", "$1");
  }

  private void print(String line) {
    spec.commandLine().getOut().println(line);
  }
}
