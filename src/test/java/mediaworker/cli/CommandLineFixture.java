package mediaworker.cli;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mediaworker.app.Logging;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The program as it is called: what it prints and with which exit code it ends. */
public abstract class CommandLineFixture {

  @TempDir protected Path folder;
  protected final Map<String, String> environment = new HashMap<>();
  protected final StringWriter out = new StringWriter();
  protected final StringWriter err = new StringWriter();
  protected Path db;

  @BeforeEach
  void nameDatabase() throws IOException {
    folder = folder.toRealPath();
    db = folder.resolve("jobs.db");
    environment.put(
        "WORKER_FFMPEG_CACHE_DIR", Path.of("target/ffmpeg").toAbsolutePath().toString());
  }

  @AfterEach
  void logAsBefore() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.getLogger(Logger.ROOT_LOGGER_NAME).detachAndStopAllAppenders();
    context.getLogger("mediaworker").setLevel(null);
    new Logging().configure(context);
  }

  protected int execute(String... arguments) {
    return Main.execute(
        arguments,
        environment,
        folder,
        null,
        new PrintWriter(out, true),
        new PrintWriter(err, true));
  }

  protected static List<String> lines(StringWriter writer) {
    return writer.toString().lines().toList();
  }

  protected static List<String> entries(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toList());
    }
  }
}
