package mediaworker.app;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import mediaworker.assets.AssetLibrary;
import mediaworker.assets.FileAssetLibrary;
import mediaworker.handlers.FieldUse;
import mediaworker.handlers.FieldWatch;
import mediaworker.handlers.FrameExtractionHandler;
import mediaworker.handlers.KeyingFields;
import mediaworker.handlers.KeyingHandler;
import mediaworker.handlers.NoopHandler;
import mediaworker.handlers.StitchingHandler;
import mediaworker.handlers.TrimHandler;
import mediaworker.handlers.command.CommandHandler;
import mediaworker.handlers.command.ExternalProgram;
import mediaworker.handlers.remote.ProviderSetup;
import mediaworker.handlers.remote.RemoteJobs;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobDraft;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobHandler;
import mediaworker.jobs.JobReferences;
import mediaworker.jobs.Stage;
import mediaworker.media.Ffmpeg;
import mediaworker.process.ProcessRunner;
import mediaworker.text.Spelling;

/**
 * The job types and their fields. The handlers are the source: they read a row of each type, and
 * what they ask for, with its kind, range and default, is what is told here. Only the words of
 * explanation stand in a file beside this class, which a test holds to the handlers and to
 * docs/job-types.md.
 */
public final class JobTypes {

  private final AppSettings settings;
  private final Map<String, Supplier<JobHandler<?>>> local = new LinkedHashMap<>();
  private final Properties words = new Properties();

  /** The types of an installation. Nothing is made before it is asked for. */
  public JobTypes(AppSettings settings) {
    this.settings = settings;
    local.put("keying", () -> new KeyingHandler(ffmpeg(), assets()));
    local.put("stitching", () -> new StitchingHandler(assets(), ffmpeg()));
    local.put("video_stitching", () -> new StitchingHandler(assets(), ffmpeg()));
    local.put("trim", () -> new TrimHandler(assets(), ffmpeg()));
    local.put("frame_extraction", () -> new FrameExtractionHandler(assets(), ffmpeg()));
    local.put("noop", NoopHandler::new);
    for (String parent :
        List.of(
            "boomerang_automation",
            "pipeline",
            "upscale",
            "avatar_video",
            "batch_comparison",
            "product_shoot")) {
      local.put(parent, () -> parent(parent));
    }
    List<ExternalProgram> programs = settings.extensions().programs();
    for (ExternalProgram program : programs) {
      local.put(
          program.jobType(), () -> new CommandHandler(programs, assets(), new ProcessRunner()));
    }
  }

  private JobHandler<?> parent(String type) {
    return JobHandlers.parents(settings, assets(), ffmpeg(), none -> List.of()).stream()
        .filter(handler -> handler.kinds().contains(type))
        .findFirst()
        .orElseThrow();
  }

  private AssetLibrary assets() {
    return new FileAssetLibrary(settings.assets());
  }

  private Ffmpeg ffmpeg() {
    return new Ffmpeg(settings.ffmpeg(), new ProcessRunner());
  }

  /** All types, by name. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>(local.keySet());
    names.addAll(RemoteJobs.jobTypes());
    return names;
  }

  /** All providers, by name. */
  public Set<String> providers() {
    Set<String> names = new TreeSet<>();
    ProviderCatalog.descriptions().forEach(description -> names.add(description.name()));
    return names;
  }

  /** The type or provider that a misspelt name was probably meant for. */
  public Optional<String> near(String name) {
    Set<String> all = names();
    all.addAll(providers());
    return Spelling.nearest(name, all);
  }

  /** Types that providers do. */
  public Set<String> paid() {
    return RemoteJobs.jobTypes();
  }

  /** Providers that have a key. */
  public Set<String> providersWithKey() {
    Set<String> names = new TreeSet<>();
    settings.paid().providers().stream()
        .filter(ProviderSetup::hasKey)
        .forEach(setup -> names.add(setup.description().name()));
    return names;
  }

  /** Why a job would fail before it has begun; empty for nothing that is known now. */
  public List<String> problems(JobDraft draft) {
    if (!names().contains(draft.type())) {
      return List.of(
          "There is no job type \""
              + draft.type()
              + "\""
              + Spelling.question(draft.type(), names())
                  .map("; "::concat)
                  .orElse(": bin/worker types lists them."));
    }
    Optional<String> reference = JobReferences.problem(draft.inputData());
    if (reference.isPresent()) {
      return List.of(reference.get() + ".");
    }
    try {
      read(job(draft.type(), draft.inputData(), draft.keyingSettings()));
      return List.of();
    } catch (JobFailure e) {
      return List.of(e.sentence());
    }
  }

  private static Job job(
      String type,
      @org.jspecify.annotations.Nullable String input,
      @org.jspecify.annotations.Nullable String keying) {
    return new Job(0, type, Stage.MAIN, input, null, keying, 1, 1);
  }

  private void read(Job job) throws JobFailure {
    Supplier<JobHandler<?>> handler = local.get(job.type());
    if (handler != null) {
      handler.get().decode(job);
    } else {
      RemoteJobs.check(job, settings.paid().providers(), settings.paid().remote().preferred());
    }
  }

  /**
   * A job type.
   *
   * @param name as rows have it
   * @param summary what it does
   * @param fields what it reads, in its order
   * @param example a whole {@code input_data}
   */
  public record JobType(String name, String summary, List<Field> fields, String example) {
    public JobType {
      fields = List.copyOf(fields);
    }
  }

  /**
   * A field.
   *
   * @param use how the handler reads it
   * @param meaning what it is for
   */
  public record Field(FieldUse use, String meaning) {}

  /** One type, if there is such. */
  public Optional<JobType> find(String name) {
    return names().contains(name) ? Optional.of(describe(name)) : Optional.empty();
  }

  /** All types, by name. */
  public List<JobType> all() {
    return names().stream().map(this::describe).toList();
  }

  private JobType describe(String name) {
    String example = example(name);
    Map<String, FieldUse> fields = new LinkedHashMap<>();
    Set<String> rows = new LinkedHashSet<>();
    rows.add(example);
    rows.add(ExampleRows.whole(name));
    rows.add("{}");
    for (String row : rows) {
      for (FieldUse use : FieldWatch.watched(() -> read(job(name, row, null)))) {
        fields.merge(use.within() + "." + use.name(), use, JobTypes::fuller);
      }
    }
    List<Field> described = new ArrayList<>();
    fields.forEach((key, use) -> described.add(new Field(use, meaning(name, use))));
    if (name.equals("keying")) {
      // Behind its own: they are another program's words for the same.
      Set<String> last = KeyingFields.dialNames();
      described.sort(Comparator.comparing(field -> last.contains(field.use().name())));
    }
    return new JobType(
        name, word(name, "Runs a program of this installation."), described, example);
  }

  /** A handler may look at a field's shape first and read it as a text or number then. */
  private static FieldUse fuller(FieldUse first, FieldUse next) {
    if (first.kind() == FieldUse.Kind.JSON || first.names().size() < next.names().size()) {
      return first.kind() == FieldUse.Kind.JSON && next.kind() != FieldUse.Kind.TEXT ? first : next;
    }
    return first;
  }

  private String example(String name) {
    Optional<String> known = ExampleRows.simple(name);
    if (known.isPresent()) {
      return known.get();
    }
    StringBuilder fields = new StringBuilder();
    for (FieldUse use : FieldWatch.watched(() -> read(job(name, "{}", null)))) {
      if (use.needed()) {
        fields
            .append(fields.isEmpty() ? "" : ", ")
            .append('"')
            .append(use.name())
            .append("\": \"…\"");
      }
    }
    return "{" + fields + "}";
  }

  private String meaning(String type, FieldUse use) {
    String field =
        use.within().isEmpty() ? use.name() : use.within().replace("[]", "") + "." + use.name();
    String family = type.equals("video_stitching") ? "stitching" : type;
    String general = paid().contains(type) ? "paid." : "any.";
    return word(family + "." + field, word(general + field, word("any." + field, "")));
  }

  private String word(String key, String otherwise) {
    if (words.isEmpty()) {
      try (Reader reader =
          new InputStreamReader(
              Objects.requireNonNull(JobTypes.class.getResourceAsStream("job-types.properties")),
              StandardCharsets.UTF_8)) {
        words.load(reader);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return words.getProperty(key, otherwise);
  }
}
