package mediaworker.process;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import mediaworker.concurrent.Cancellation;

/** The child processes of {@link ProcessRunnerTest}: does what its first argument says. */
public final class ChildProgram {

  static final int FLOOD_LINES = 20_000;

  private ChildProgram() {}

  /** The command line that starts it. */
  static List<String> command(String... arguments) {
    return JavaCommand.line(ChildProgram.class, arguments);
  }

  /** Runs one of the behaviours. */
  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "flood" -> {
        for (int i = 0; i < FLOOD_LINES; i++) {
          System.out.println("out " + i + " " + "x".repeat(60));
          System.err.println("err " + i + " " + "x".repeat(60));
        }
      }
      case "echo" -> System.in.transferTo(System.out);
      case "exit" -> System.exit(Integer.parseInt(arguments[1]));
      case "speak and wait" -> {
        System.out.println("here");
        new CountDownLatch(1).await();
      }
      case "complain and wait" -> {
        System.err.println("oh");
        new CountDownLatch(1).await();
      }
      case "environment" -> System.getenv().keySet().stream().sorted().forEach(System.out::println);
      case "runner" ->
          new ProcessRunner()
              .run(
                  ProcessRequest.of(
                      command("environment"),
                      (in, alive) ->
                          System.out.print(new String(in.readAllBytes(), StandardCharsets.UTF_8)),
                      Duration.ofMinutes(1)),
                  new Cancellation());
      case "call and wait" -> {
        // The other end of the line hears when this process is gone.
        try (Socket line =
            new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1]))) {
          line.getInputStream().read();
        }
      }
      case "grandchild" ->
          new ProcessBuilder(command("call and wait", arguments[1])).inheritIO().start().waitFor();
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }
}
