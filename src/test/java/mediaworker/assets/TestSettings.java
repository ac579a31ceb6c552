package mediaworker.assets;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Settings for tests: the usual folders below a base folder, and small limits. */
public final class TestSettings {

  static final long MOST_BYTES = 1 << 20;

  private TestSettings() {}

  public static AssetSettings below(Path base, Path... inputDirs) {
    return below(base, false, Duration.ofMinutes(1), inputDirs);
  }

  static AssetSettings below(
      Path base, boolean allowPrivateUrls, Duration timeLimit, Path... inputDirs) {
    return new AssetSettings(
        base,
        base.resolve("output"),
        base.resolve("static/library"),
        List.of(inputDirs),
        allowPrivateUrls,
        MOST_BYTES,
        timeLimit);
  }
}
