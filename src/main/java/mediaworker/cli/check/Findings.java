package mediaworker.cli.check;

import java.io.PrintWriter;
import java.util.Locale;
import mediaworker.cli.console.ExitCodes;

/** What was looked at and how it is, a line each; counts the problems among them. */
final class Findings {

  private final PrintWriter out;
  private int problems;

  Findings(PrintWriter out) {
    this.out = out;
  }

  /** Something is as it should be. */
  void ok(String what, String how) {
    line("ok", what, how);
  }

  /** Something is not. */
  void problem(String what, String how) {
    problems++;
    line("PROBLEM", what, how);
  }

  /** Something that is neither: the verdict is the caller's word. */
  void line(String verdict, String what, String how) {
    out.println(String.format(Locale.ROOT, "%-8s %-14s %s", verdict, what, how));
  }

  /** Tells how many problems there were, and answers the exit code. */
  int verdict() {
    out.println(
        problems == 0 ? "All is well." : problems == 1 ? "1 problem." : problems + " problems.");
    return problems == 0 ? ExitCodes.OK : ExitCodes.PROBLEMS;
  }
}
