package mediaworker.assets;

import java.util.Objects;

/**
 * A file or URL that a row names and that cannot be used. The message is a sentence for a person
 * and names the file or URL as the row wrote it.
 */
public final class AssetException extends Exception {
  private static final long serialVersionUID = 1L;

  private enum Kind {
    REFUSED,
    GONE,
    UNREACHABLE,
    NO_ROOM
  }

  private final Kind kind;

  private AssetException(String message, Kind kind) {
    super(message);
    this.kind = kind;
  }

  /** It is missing, empty, forbidden, or a rule of ours is against it: it stays so. */
  public static AssetException refused(String message) {
    return new AssetException(message, Kind.REFUSED);
  }

  /** Its server answered that it is not there, or not for us. */
  public static AssetException gone(String message) {
    return new AssetException(message, Kind.GONE);
  }

  /** A server or the network failed: another try may do. */
  public static AssetException unreachable(String message) {
    return new AssetException(message, Kind.UNREACHABLE);
  }

  /** There is too little room on a disk: waiting may help. */
  public static AssetException noRoom(String message) {
    return new AssetException(message, Kind.NO_ROOM);
  }

  /** Whether its server does not have it, so that no setting or rule of ours could help. */
  public boolean isGone() {
    return kind == Kind.GONE;
  }

  /** Whether it is for want of room on a disk. */
  public boolean isForRoom() {
    return kind == Kind.NO_ROOM;
  }

  /** Whether another try may do. */
  public boolean worthRetrying() {
    return kind == Kind.UNREACHABLE || kind == Kind.NO_ROOM;
  }

  /** The same without the paths of URLs, by which whoever reads it could fetch what is there. */
  public AssetException withoutPaths() {
    return new AssetException(WebAddress.withoutPaths(sentence()), kind);
  }

  /** What went wrong, for a person. */
  public String sentence() {
    return Objects.requireNonNull(getMessage());
  }
}
