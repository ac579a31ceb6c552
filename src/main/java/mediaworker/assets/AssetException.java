package mediaworker.assets;

import java.util.Objects;

/**
 * A file or URL that a row names and that cannot be used. The message is a sentence for a person
 * and names the file or URL as the row wrote it.
 */
public final class AssetException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean worthRetrying;
  private final boolean noRoom;

  private AssetException(String message, boolean worthRetrying, boolean noRoom) {
    super(message);
    this.worthRetrying = worthRetrying;
    this.noRoom = noRoom;
  }

  /** It is missing, empty, forbidden: trying again gives the same. */
  public static AssetException refused(String message) {
    return new AssetException(message, false, false);
  }

  /** A server or the network failed: another try may do. */
  public static AssetException unreachable(String message) {
    return new AssetException(message, true, false);
  }

  /** There is too little room on a disk: waiting may help. */
  public static AssetException noRoom(String message) {
    return new AssetException(message, true, true);
  }

  /** Whether it is for want of room on a disk. */
  public boolean isForRoom() {
    return noRoom;
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
