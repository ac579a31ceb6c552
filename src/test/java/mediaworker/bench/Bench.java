package mediaworker.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entry of {@code bench/run}. */
@Command(
    name = "bench/run",
    mixinStandardHelpOptions = true,
    description = "Measures the worker on this machine, and tries to break it.",
    subcommands = {QueueBench.class, TimelineBench.class, CrashBench.class})
public final class Bench {

  private Bench() {}

  /** Runs one benchmark and ends with its exit code. */
  public static void main(String[] args) {
    CommandLine commandLine = new CommandLine(new Bench());
    if (args.length == 0) {
      commandLine.usage(System.out);
      System.exit(2);
    }
    System.exit(commandLine.execute(args));
  }
}
