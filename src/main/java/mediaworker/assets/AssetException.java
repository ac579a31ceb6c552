package mediaworker.assets;

import java.util.Objects;

/**
 * A file or URL that a row names and that cannot be used. The message is a sentence for a person
 * and names the file or URL as the row wrote it.
 */
public final class AssetException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean worthRetrying;

  private AssetException(String message, boolean worthRetrying) {
    super(message);
    this.worthRetrying = worthRetrying;
  }

  /** It is missing, empty, forbidden: trying again gives the same. */
  public static AssetException refused(String message) {
    return new AssetException(message, false);
  }

  /** A server or the network failed: another try may do. */
  public static AssetException unreachable(String message) {
    return new AssetException(message, true);
  }

  /** Whether another try may do. */
  public boolean worthRetrying() {
    return worthRetrying;
  }

  /** What went wrong, for a person. */
  public String sentence() {
    return Objects.requireNonNull(getMessage());
  }
}
