package mediaworker.cli.desk;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.concurrent.Callable;
import mediaworker.cli.console.ExitCodes;
import mediaworker.cli.wiring.Wiring;
import mediaworker.config.Settings;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.StoreException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** What the commands that look at the queue or steer it share. */
public abstract class DeskCommand implements Callable<Integer> {

  @Spec protected CommandSpec spec;

  @Mixin protected Settings settings;

  @Override
  public final Integer call() throws IOException, InterruptedException {
    try (JobDesk desk = Wiring.desk(settings)) {
      return run(desk);
    } catch (TypeConversionException e) {
      throw wrong(String.valueOf(e.getMessage()));
    } catch (StoreException e) {
      err().println(e.sentence());
      return ExitCodes.DATABASE;
    }
  }

  /** Does it and answers the exit code. */
  protected abstract int run(JobDesk desk) throws StoreException, IOException, InterruptedException;

  /** Standard output: results alone. */
  protected PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Standard error: what a person is told. */
  protected PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** The job types of this installation. */
  protected Collection<String> types() {
    return Wiring.types(settings, spec).names();
  }

  /** Something is wrong with the command line; a sentence without its full stop. */
  protected ParameterException wrong(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }

  /** There is nothing of that kind, or nothing to do about it. */
  protected int nothing(String sentence) {
    err().println(sentence);
    return ExitCodes.NOTHING_TO_DO;
  }
}
