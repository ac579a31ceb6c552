package mediaworker.http.api;

/** A picture, encoded. */
public final class Picture {

  private final String type;
  private final byte[] bytes;

  /**
   * @param type its media type
   * @param bytes not to be changed any more
   */
  public Picture(String type, byte[] bytes) {
    this.type = type;
    this.bytes = bytes;
  }

  /** Its media type. */
  public String type() {
    return type;
  }

  /** Its bytes; not to be changed. */
  byte[] bytes() {
    return bytes;
  }
}
