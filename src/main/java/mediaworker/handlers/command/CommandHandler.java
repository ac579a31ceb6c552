package mediaworker.handlers.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import mediaworker.assets.AssetException;
import mediaworker.assets.AssetLibrary;
import mediaworker.handlers.Failures;
import mediaworker.handlers.InputFields;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobHandler;
import mediaworker.jobs.JobResult;
import mediaworker.process.ProcessEnd;
import mediaworker.process.ProcessRequest;
import mediaworker.process.ProcessRunner;
import mediaworker.process.Programs;

/**
 * Job types that are programs of the installation's own: an upscaler, a matting model. Which
 * program runs stands in the settings, never in the row. One instance serves all of them and all
 * threads.
 */
public final class CommandHandler implements JobHandler<CommandOrder> {

  /** What fetching inputs and publishing outputs may take on top of the program's own limit. */
  private static final Duration AROUND = Duration.ofHours(1);

  /** The program says "try again later" (EX_TEMPFAIL of BSD's sysexits.h). */
  private static final int TRY_AGAIN = 75;

  /** A program that a signal ended says nothing of its input: memory may have run out. */
  private static final int FIRST_SIGNAL = 128;

  private final Map<String, ExternalProgram> programs = new TreeMap<>();
  private final AssetLibrary assets;
  private final ProcessRunner processes;
  private final GpuPins gpus;

  /** For programs that need no GPU. */
  public CommandHandler(
      List<ExternalProgram> programs, AssetLibrary assets, ProcessRunner processes) {
    this(programs, assets, processes, GpuPins.NONE);
  }

  public CommandHandler(
      List<ExternalProgram> programs, AssetLibrary assets, ProcessRunner processes, GpuPins gpus) {
    programs.forEach(program -> this.programs.put(program.jobType(), program));
    this.assets = assets;
    this.processes = processes;
    this.gpus = gpus;
  }

  @Override
  public Set<String> kinds() {
    return programs.keySet();
  }

  @Override
  public Duration timeLimit(CommandOrder order) {
    return order.program().surroundings().timeLimit().plus(AROUND);
  }

  @Override
  public CommandOrder decode(Job job) throws JobFailure {
    ExternalProgram program = Objects.requireNonNull(programs.get(job.type()), job.type());
    return new CommandFields(program, InputFields.of("input_data", job.inputData())).read();
  }

  /** Another command line is another recipe; the program behind it is not looked at. */
  @Override
  public Optional<String> recipe(CommandOrder order) {
    ExternalProgram program = order.program();
    return Optional.of(
        "1 "
            + program.template().words()
            + " to "
            + program.output()
            + " in "
            + program.surroundings().directory());
  }

  @Override
  public JobResult run(CommandOrder order, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    Path file = find(order.program());
    try {
      assets.check(AssetLibrary.Shelf.OUTPUT, order.files().values());
    } catch (AssetException e) {
      throw Failures.of(e);
    }
    try (ProgramFiles files = ProgramFiles.prepare(order, assets, context)) {
      Map<String, String> values = new LinkedHashMap<>(order.values());
      for (Map.Entry<String, String> input : order.files().entrySet()) {
        context.progress(0, "fetching " + input.getValue());
        Path fetched = assets.fetch(input.getValue(), context.workDir(), context.cancellation());
        values.put(input.getKey(), fetched.toString());
      }
      values.put(CommandTemplate.OUTPUT, files.place().toString());
      execute(order.program(), file, values, context);
      context.cancellation().throwIfCancelled();
      return files.publish();
    } catch (AssetException e) {
      throw Failures.of(e);
    }
  }

  /** Looked for each time: it may be installed while the worker runs. */
  private static Path find(ExternalProgram program) throws JobFailure {
    return Programs.find(program.template().program(), program.surroundings().home())
        .orElseThrow(
            () ->
                JobFailure.input(
                    "The program "
                        + program.template().program()
                        + " is not on this machine or may not be run: install it, or correct the"
                        + " setting "
                        + program.setting()
                        + ".run, and queue the row again."));
  }

  private void execute(
      ExternalProgram program, Path file, Map<String, String> values, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(file.toString()));
    command.addAll(program.template().arguments(values));
    ProgramOutput output = new ProgramOutput(program.jobType(), program.progress(), context);
    ExternalProgram.Surroundings around = program.surroundings();
    context.progress(0, "starting " + program.jobType());
    Map<String, String> environment = new LinkedHashMap<>(around.environment());
    ProcessEnd end;
    try (GpuPins.Pin gpu = program.needsGpu() ? gpus.pin() : GpuPins.NONE.pin()) {
      if (!gpu.index().isEmpty()) {
        environment.putIfAbsent("CUDA_VISIBLE_DEVICES", gpu.index());
      }
      end =
          processes.run(
              new ProcessRequest(
                  command,
                  environment,
                  around.directory() == null ? context.workDir() : around.directory(),
                  output,
                  around.timeLimit(),
                  around.stallLimit(),
                  true),
              context.cancellation());
    }
    context.cancellation().throwIfCancelled();
    switch (end.how()) {
      case EXITED -> {
        if (end.exitCode() != 0) {
          throw failure(program, end, output.lastLine());
        }
      }
      case TIME_LIMIT ->
          throw stopped(program, "took longer than " + readable(around.timeLimit()), "time-limit");
      case STALLED ->
          throw stopped(
              program,
              "wrote nothing for "
                  + readable(Objects.requireNonNull(around.stallLimit(), "the limit it broke")),
              "stall-timeout");
      case CANCELLED -> context.cancellation().throwIfCancelled();
    }
  }

  private static JobFailure failure(ExternalProgram program, ProcessEnd end, String lastLine) {
    int code = end.exitCode();
    String said = lastLine;
    for (String line : end.stderr()) {
      said = line.isBlank() ? said : line;
    }
    String sentence =
        "The program of "
            + program.jobType()
            + (code > FIRST_SIGNAL
                ? " was ended by signal " + (code - FIRST_SIGNAL)
                : " ended with exit code " + code)
            + (said.isBlank() ? " and said nothing." : ": " + program.withoutKeys(said.strip()));
    return code >= FIRST_SIGNAL || code == TRY_AGAIN
        ? JobFailure.transientFault(sentence, null)
        : JobFailure.input(sentence);
  }

  private static JobFailure stopped(ExternalProgram program, String why, String key) {
    return JobFailure.transientFault(
        "The program of "
            + program.jobType()
            + " "
            + why
            + " and was stopped (setting "
            + program.setting()
            + "."
            + key
            + ").",
        null);
  }

  private static String readable(Duration limit) {
    return limit.toSeconds() >= 120 && limit.toSeconds() % 60 == 0
        ? limit.toMinutes() + " min"
        : limit.toMillis() / 1000.0 + " s";
  }
}
