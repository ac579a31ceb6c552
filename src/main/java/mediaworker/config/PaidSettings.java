package mediaworker.config;

import java.time.Duration;
import picocli.CommandLine.Option;

/**
 * Who does paid work where the row does not say, "auto" for the first with a key; a part of {@link
 * Settings}. Each provider's own are a {@linkplain SettingFamily family}.
 */
public final class PaidSettings {

  @Option(
      names = "--provider-pause",
      paramLabel = "TIME",
      defaultValue = "1h",
      converter = Converters.PositiveTime.class,
      hidden = true)
  private Duration pause = Duration.ofHours(1);

  @Option(names = "--image-provider", paramLabel = "NAME", defaultValue = "auto", hidden = true)
  private String imageProvider = "auto";

  @Option(names = "--animation-provider", paramLabel = "NAME", defaultValue = "auto", hidden = true)
  private String animationProvider = "auto";

  @Option(
      names = "--background-provider",
      paramLabel = "NAME",
      defaultValue = "auto",
      hidden = true)
  private String backgroundProvider = "auto";

  @Option(names = "--analysis-provider", paramLabel = "NAME", defaultValue = "auto", hidden = true)
  private String analysisProvider = "auto";

  /** How long a provider is left alone after it refused the key or the money. */
  public Duration pause() {
    return pause;
  }

  /** Who makes pictures where the row does not say: "auto" for the first with a key. */
  public String imageProvider() {
    return imageProvider;
  }

  /** Who animates where the row does not say. */
  public String animationProvider() {
    return animationProvider;
  }

  /** Who removes backgrounds where the row does not say. */
  public String backgroundProvider() {
    return backgroundProvider;
  }

  /** Who looks at pictures where the row does not say. */
  public String analysisProvider() {
    return analysisProvider;
  }
}
