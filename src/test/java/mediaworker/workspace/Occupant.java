package mediaworker.workspace;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A process with a workspace in which it has begun things, for others to find it killed. */
public final class Occupant {

  private Occupant() {}

  /**
   * Begins an output and a child, says so on standard output, and waits.
   *
   * @param arguments the temp folder; the output's temporary name; the child's command
   */
  public static void main(String[] arguments) throws Exception {
    Workspace workspace = new Workspace(Path.of(arguments[0]));
    Path part = Path.of(arguments[1]);
    Files.writeString(workspace.jobFolder("7-abc").resolve("frames.raw"), "pictures");
    workspace.output(part);
    Files.writeString(part, "half a film");
    Process child =
        new ProcessBuilder(List.of(arguments).subList(2, arguments.length))
            .redirectInput(ProcessBuilder.Redirect.PIPE)
            .start();
    workspace.child(child.pid());
    System.out.println(child.pid());
    System.in.read();
  }
}
