package mediaworker.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The program as it is called, without a process of its own. */
public final class CommandLineCall {

  private CommandLineCall() {}

  /** Runs a command line and answers its exit code. */
  public static int execute(
      String[] arguments,
      Map<String, String> environment,
      Path here,
      @Nullable Path home,
      PrintWriter out,
      PrintWriter err) {
    return Main.execute(arguments, environment, here, home, out, err);
  }
}
