package mediaworker.config;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How URLs of rows are fetched; a part of {@link Settings}. */
public final class DownloadSettings {

  @Option(
      names = "--allow-private-urls",
      paramLabel = "true|false",
      arity = "1",
      defaultValue = "false",
      converter = Converters.YesNo.class,
      hidden = true)
  private boolean allowPrivateUrls;

  @Option(
      names = "--max-download-mb",
      paramLabel = "MB",
      defaultValue = "2048",
      converter = Converters.Megabytes.class,
      hidden = true)
  private int maxDownloadMb = 2048;

  @Option(
      names = "--download-timeout",
      paramLabel = "TIME",
      defaultValue = "10m",
      converter = Converters.PositiveTime.class,
      hidden = true)
  private Duration downloadTimeout = Duration.ofMinutes(10);

  /** Whether URLs of rows may lead into private networks. */
  public boolean allowPrivateUrls() {
    return allowPrivateUrls;
  }

  /** Size at which a download is given up, in bytes. */
  public long maxDownloadBytes() {
    return maxDownloadMb * 1024L * 1024L;
  }

  /** How long one download may take. */
  public Duration downloadTimeout() {
    return downloadTimeout;
  }
}
