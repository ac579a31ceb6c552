package mediaworker.config;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How the queue is worked on; a part of {@link Settings}. */
public final class QueueSettings {

  @Option(
      names = "--shutdown-grace",
      paramLabel = "TIME",
      defaultValue = "30s",
      converter = Converters.Time.class,
      description = "How long running jobs may go on at a stop. Default: ${DEFAULT-VALUE}")
  private Duration shutdownGrace = Duration.ofSeconds(30);

  @Option(
      names = "--poll-interval",
      paramLabel = "TIME",
      defaultValue = "1s",
      converter = Converters.PositiveTime.class,
      hidden = true)
  private Duration pollInterval = Duration.ofSeconds(1);

  @Option(
      names = "--lease",
      paramLabel = "TIME",
      defaultValue = "60s",
      converter = Converters.PositiveTime.class,
      hidden = true)
  private Duration lease = Duration.ofSeconds(60);

  @Option(
      names = "--synchronous",
      paramLabel = "FULL|NORMAL",
      defaultValue = "FULL",
      converter = Converters.Synchronous.class,
      hidden = true)
  private String synchronous = "FULL";

  @Option(
      names = "--retry-base-delay",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = Converters.PositiveTime.class,
      hidden = true)
  private Duration retryBaseDelay = Duration.ofSeconds(10);

  @Option(
      names = "--retry-max-delay",
      paramLabel = "TIME",
      defaultValue = "10m",
      converter = Converters.PositiveTime.class,
      hidden = true)
  private Duration retryMaxDelay = Duration.ofMinutes(10);

  @Option(
      names = "--max-queue-size",
      paramLabel = "N",
      defaultValue = "0",
      converter = Converters.QueueSize.class,
      hidden = true)
  private int maxQueueSize;

  /** How many rows may wait before queueing by command or HTTP is refused; 0 for any number. */
  public int maxQueueSize() {
    return maxQueueSize;
  }

  /** How long running jobs may go on when the worker is asked to stop. */
  public Duration shutdownGrace() {
    return shutdownGrace;
  }

  /** The safety net under the watch for other programs' commits. */
  public Duration pollInterval() {
    return pollInterval;
  }

  /** How long a claim holds without a sign of life. */
  public Duration lease() {
    return lease;
  }

  /** "FULL" or "NORMAL". */
  public String synchronous() {
    return synchronous;
  }

  /** The wait before the second attempt. */
  public Duration retryBaseDelay() {
    return retryBaseDelay;
  }

  /** The longest wait between attempts. */
  public Duration retryMaxDelay() {
    return retryMaxDelay;
  }
}
