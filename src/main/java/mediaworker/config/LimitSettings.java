package mediaworker.config;

import java.time.Duration;
import picocli.CommandLine.Option;

/** What rows and their files may demand of the machine; a part of {@link Settings}. */
public final class LimitSettings {

  @Option(
      names = "--min-free-mb",
      paramLabel = "MB",
      defaultValue = "500",
      converter = Converters.Free.class,
      hidden = true)
  private int minFreeMb = 500;

  @Option(
      names = "--child-niceness",
      paramLabel = "N",
      defaultValue = "0",
      converter = Converters.Niceness.class,
      hidden = true)
  private int childNiceness;

  @Option(
      names = "--max-row-kb",
      paramLabel = "KB",
      defaultValue = "1024",
      converter = Converters.RowKilobytes.class,
      hidden = true)
  private int maxRowKb = 1024;

  @Option(
      names = "--max-json-depth",
      paramLabel = "N",
      defaultValue = "64",
      converter = Converters.Depth.class,
      hidden = true)
  private int maxJsonDepth = 64;

  @Option(
      names = "--max-input-mb",
      paramLabel = "MB",
      defaultValue = "20480",
      converter = Converters.Megabytes.class,
      hidden = true)
  private int maxInputMb = 20_480;

  @Option(
      names = "--max-megapixels",
      paramLabel = "N",
      defaultValue = "64",
      converter = Converters.Megapixels.class,
      hidden = true)
  private int maxMegapixels = 64;

  @Option(
      names = "--max-input-duration",
      paramLabel = "TIME",
      defaultValue = "4h",
      converter = Converters.PositiveTime.class,
      hidden = true)
  private Duration maxInputDuration = Duration.ofHours(4);

  /** Free space under which media jobs wait, in bytes; 0 for none. */
  public long minFreeBytes() {
    return minFreeMb * 1024L * 1024L;
  }

  /** How far children stand back for other programs, 0…19. */
  public int childNiceness() {
    return childNiceness;
  }

  /** Characters that a column of a row may have. */
  public int maxRowChars() {
    return maxRowKb * 1024;
  }

  /** How deep JSON may be nested. */
  public int maxJsonDepth() {
    return maxJsonDepth;
  }

  /** Bytes of one input file. */
  public long maxInputBytes() {
    return maxInputMb * 1024L * 1024L;
  }

  /** Pixels of one picture. */
  public long maxPixels() {
    return maxMegapixels * 1_000_000L;
  }

  /** How long one input may play. */
  public Duration maxInputDuration() {
    return maxInputDuration;
  }
}
