package mediaworker.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.util.FileSize;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The log: to the console, and for the daemon to a rolling file too.
 *
 * <p>Set up in code, since reading an XML file takes a third of the start. A {@code logback.xml}
 * named by {@code -Dlogback.configurationFile} is still honoured.
 */
public final class Logging extends ContextAwareBase implements Configurator {

  /**
   * The thread stands right before the message, so that {@code [Thread-JobWorker-0] Processing job
   * 7...} can be searched for as one text; the job's id comes with each line that a job causes.
   */
  private static final String PATTERN =
      "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level %jobTag[Thread-%thread] %msg%n%ex";

  private static volatile @Nullable GatheringAppender daemonLog;
  private static @Nullable LogPlace place; // guarded by this class

  private static final String FILE_SIZE = "20MB";
  private static final int FILES_KEPT_DAYS = 14;
  private static final String TOTAL_SIZE = "200MB";

  /** Called by logback when the first logger is asked for: warnings go to standard error. */
  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (System.getProperty("logback.configurationFile") != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    LateConsole console = new LateConsole(context, PATTERN.replace("%jobTag", ""));
    console.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(console);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /**
   * Why no log can be rolled in a folder; empty when it can. Logback takes the path for a part of
   * the pattern of its files' names, in which a % begins a word of its own and a backslash is a
   * slash, and has no sign that would keep it from that.
   *
   * @param folder absolute
   * @param option by which another is named
   * @return a sentence
   */
  public static Optional<String> problem(Path folder, String option) {
    if (System.getProperty("logback.configurationFile") != null) {
      return Optional.empty();
    }
    String path = folder.toString();
    String signs = File.separatorChar == '\\' ? "%" : "%\\";
    return signs
        .chars()
        .filter(sign -> path.indexOf(sign) >= 0)
        .mapToObj(
            sign ->
                "The log folder "
                    + folder
                    + " has a "
                    + Character.toString(sign)
                    + " in its path, with which its files could not be rolled: name another with "
                    + option
                    + ".")
        .findFirst();
  }

  /**
   * The daemon's log: everything of ours from a level on, to standard output and to {@code
   * worker.log} in a folder, rolled by day and size; to {@code worker-2.log} where another worker
   * writes that one. The folder must be one without a {@link #problem}.
   */
  public static synchronized void forDaemon(String level, Path folder) {
    if (System.getProperty("logback.configurationFile") != null
        || !(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return;
    }
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    GatheringAppender log = new GatheringAppender(context, PATTERN);
    log.writeTo(console(context));
    context.getLogger("mediaworker").setLevel(Level.toLevel(level, Level.INFO));
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      // Told below, with every other reason why it cannot be written.
    }
    boolean writable = Files.isWritable(folder);
    if (writable) {
      log.writeTo(file(context, folder, name(folder)));
    }
    log.start();
    root.addAppender(log);
    daemonLog = log;
    Runtime.getRuntime().addShutdownHook(new Thread(log::stop, "LogEnd"));
    if (!writable) {
      LoggerFactory.getLogger(Logging.class)
          .warn("The log folder {} cannot be written, so the log goes to the console only", folder);
    }
  }

  /** Changes from which level on our lines are logged, also while a daemon runs. */
  public static void level(String level) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLogger("mediaworker").setLevel(Level.toLevel(level, Level.INFO));
    }
  }

  /** Returns when every line that was logged before has been written. */
  public static void flush() {
    GatheringAppender log = daemonLog;
    if (log != null) {
      log.flush();
    }
  }

  private static ConsoleAppender<ILoggingEvent> console(LoggerContext context) {
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setName("console");
    console.setTarget("System.out");
    return console;
  }

  private static LogName name(Path folder) {
    if (place != null) {
      try {
        place.close();
      } catch (IOException e) {
        // It is over with this process at the latest.
      }
    }
    place = LogPlace.take(folder);
    return place.name();
  }

  private static RollingFileAppender<ILoggingEvent> file(
      LoggerContext context, Path folder, LogName name) {
    RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
    file.setContext(context);
    file.setName("file");
    file.setFile(folder.resolve(name.file()).toString());
    SizeAndTimeBasedRollingPolicy<ILoggingEvent> rolling = new SizeAndTimeBasedRollingPolicy<>();
    rolling.setContext(context);
    rolling.setParent(file);
    rolling.setFileNamePattern(folder.resolve(name.rolledPattern()).toString());
    rolling.setMaxFileSize(FileSize.valueOf(FILE_SIZE));
    rolling.setMaxHistory(FILES_KEPT_DAYS);
    rolling.setTotalSizeCap(FileSize.valueOf(TOTAL_SIZE));
    rolling.start();
    file.setRollingPolicy(rolling);
    return file;
  }
}
