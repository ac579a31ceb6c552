package mediaworker.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import mediaworker.app.QueueNews;
import mediaworker.cli.console.ExitCodes;

/**
 * Run once by {@code bin/worker} after a build: unpacks SQLite's library, which would else be
 * unpacked at every start, and walks through a worker's start, so that the JVM can list the classes
 * it needs ({@code -XX:DumpLoadedClassList}), of which an archive is then made.
 */
public final class Prepare {

  private static final int ROWS = 3;

  private Prepare() {}

  /**
   * Unpacks and walks through a start.
   *
   * @param args the folder for the library; an empty folder that the caller removes
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[1]);
    unpackSqlite(Path.of(args[0]), folder);
    Path database = folder.resolve("jobs.db");
    Files.writeString(folder.resolve("worker.properties"), "max-concurrent-jobs = 3\n");
    Files.writeString(folder.resolve(".env"), "LOG_LEVEL=info\n");
    run(folder, "init", "--db", database.toString());
    // Longer than a second, so that progress is written and its classes are archived too.
    for (int i = 0; i < ROWS; i++) {
      run(folder, "submit", "noop", "--input", "seconds=1.1", "--db", database.toString());
    }
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Thread visitor = new Thread(() -> visit(port), "Visitor");
    visitor.start();
    run(folder, "run", "--drain", "--http-port", String.valueOf(port), "--db", database.toString());
    visitor.interrupt();
    steer(folder, database.toString());
  }

  /** Asks what the page asks, as soon as there is somebody who answers. */
  private static void visit(int port) {
    try {
      while (!Thread.currentThread().isInterrupted() && !ask(port, PATHS.get(0))) {
        QueueNews.pause(Duration.ofMillis(20));
      }
      for (String path : PATHS) {
        ask(port, path);
      }
    } catch (InterruptedException e) {
      // The worker has ended: what was not asked is loaded when it is needed.
    }
  }

  private static final List<String> PATHS =
      List.of(
          "/health", "/", "/page/app.js", "/api/queue", "/api/jobs", "/api/jobs/1", "/api/worker");

  /** By a plain socket, since a client's classes have no business in the archive. */
  private static boolean ask(int port, String path) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String request = "GET " + path + " HTTP/1.0\r\nHost: localhost:" + port + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().readAllBytes().length > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** The short commands, so that they too find their classes in the archive. */
  private static void steer(Path folder, String database) {
    String[] later = {"--run-at", "tomorrow", "--db", database};
    run(folder, with(later, "submit", "keying", "--input", "video=in.mp4"));
    run(folder, with(later, "submit", "stitching", "-i", "videos=a.mp4", "-i", "videos=b.mp4"));
    run(folder, with(later, "submit", "image_generation", "--input", "prompt=a fox"));
    for (String command :
        List.of(
            "list",
            "list --json",
            "show 1",
            "logs 1",
            "priority --to 1 4",
            "status",
            "top --times 1",
            "cancel 4",
            "retry 4",
            "cancel 4 5 6",
            "pause",
            "resume",
            "doctor --queue",
            "prune --older-than 1d",
            "delete 4")) {
      run(folder, with(new String[] {"--db", database}, command.split(" ")));
    }
  }

  private static String[] with(String[] last, String... first) {
    String[] all = Arrays.copyOf(first, first.length + last.length);
    System.arraycopy(last, 0, all, first.length, last.length);
    return all;
  }

  private static void run(Path folder, String... arguments) {
    int code =
        Main.execute(
            arguments,
            Map.of(),
            folder,
            null,
            new PrintWriter(Writer.nullWriter()),
            new PrintWriter(Writer.nullWriter()));
    if (code != ExitCodes.OK) {
      throw new IllegalStateException("exit code " + code);
    }
  }

  /** Whole or not at all: a cut library could end the JVM that loads it. */
  private static void unpackSqlite(Path folder, Path scratch) throws IOException {
    String library = System.mapLibraryName("sqlitejdbc");
    String resource =
        "/org/sqlite/native/"
            + org.sqlite.util.OSInfo.getNativeLibFolderPathForCurrentOS()
            + "/"
            + library;
    try (InputStream in = Prepare.class.getResourceAsStream(resource)) {
      if (in != null) {
        Path part = scratch.resolve(library);
        Files.copy(in, part);
        Files.move(part, folder.resolve(library), StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }
}
