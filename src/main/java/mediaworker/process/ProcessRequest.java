package mediaworker.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A child process to be: its command line and its limits.
 *
 * @param command program and arguments; no shell is involved
 * @param environment added to the few variables a child is given (see {@link ProcessRunner})
 * @param directory where it runs; null for the worker's own folder
 * @param stdout what reads its standard output
 * @param timeLimit how long it may run
 * @param stallLimit how long it may run without a sign of life from {@code stdout}; null for no
 *     such limit
 * @param startsOthers whether it may leave processes of its own running, which are then looked for
 *     when it has ended; that takes some milliseconds, which FFmpeg is spared
 */
public record ProcessRequest(
    List<String> command,
    Map<String, String> environment,
    @Nullable Path directory,
    Stdout stdout,
    Duration timeLimit,
    @Nullable Duration stallLimit,
    boolean startsOthers) {

  /** Reads a child's standard output to its end, on a thread of its own. */
  @FunctionalInterface
  public interface Stdout {
    /** Thrown away. */
    Stdout DISCARDED = (in, alive) -> in.skip(Long.MAX_VALUE);

    /**
     * Reads until the end of the stream.
     *
     * @param alive to be run whenever the child has visibly got on
     */
    void read(InputStream in, Runnable alive) throws IOException;

    /**
     * Hears each line of standard error as well, on the thread that reads that. Does nothing unless
     * it is told otherwise.
     *
     * @param alive as above
     */
    default void errorLine(String line, Runnable alive) {}
  }

  /** Writes a child's standard input, on a thread of its own. */
  @FunctionalInterface
  public interface Stdin {

    /**
     * Writes until all is written, and leaves the stream open: it is closed afterwards. A child may
     * end, or be ended, without having read all: the stream then throws, or the thread is
     * interrupted, and neither counts as a failure.
     *
     * @throws IOException when nobody reads any more; whatever else goes wrong is to be thrown
     *     unchecked, and ends the child before it can take what it has for the whole
     */
    void write(OutputStream out) throws IOException;
  }

  public ProcessRequest {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /** A program that starts no others. */
  public ProcessRequest(
      List<String> command,
      Map<String, String> environment,
      @Nullable Path directory,
      Stdout stdout,
      Duration timeLimit,
      @Nullable Duration stallLimit) {
    this(command, environment, directory, stdout, timeLimit, stallLimit, false);
  }

  /** A request without a stall limit, in the worker's folder, with nothing added. */
  public static ProcessRequest of(List<String> command, Stdout stdout, Duration timeLimit) {
    return new ProcessRequest(command, Map.of(), null, stdout, timeLimit, null);
  }
}
