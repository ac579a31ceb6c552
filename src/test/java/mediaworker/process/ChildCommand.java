package mediaworker.process;

import java.util.List;

/** Command lines of {@link ChildProgram} for the tests of other packages. */
public final class ChildCommand {

  private ChildCommand() {}

  /** A child whose own child calls a port and waits; further arguments are left aside. */
  public static List<String> grandchild(int port) {
    return ChildProgram.command("grandchild", String.valueOf(port));
  }
}
