package mediaworker.handlers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import mediaworker.assets.AssetException;
import mediaworker.assets.AssetLibrary;
import mediaworker.jobs.JobContext;

/** The local files that texts of rows name. */
public final class NamedFile {

  /** Paths are short, and a text of several lines is none. */
  private static final int LONGEST_PATH = 1_000;

  private static final Pattern URL =
      Pattern.compile("^[a-z][a-z0-9+.-]+:.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private NamedFile() {}

  /** The local file that a text names; empty for texts, URLs, and what may not be read. */
  public static Optional<Path> of(String text, AssetLibrary assets, JobContext context)
      throws IOException, InterruptedException {
    if (text.isBlank() || text.length() > LONGEST_PATH || URL.matcher(text.strip()).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(assets.fetch(text, context.workDir(), context.cancellation()));
    } catch (AssetException e) {
      return Optional.empty();
    }
  }
}
