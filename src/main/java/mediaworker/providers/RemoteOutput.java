package mediaworker.providers;

import java.nio.file.Path;

/** One thing that a provider has made. */
public sealed interface RemoteOutput {

  /**
   * To be downloaded soon: such URLs expire.
   *
   * @param url may carry a signature: never put it into a message or log
   */
  record Url(String url) implements RemoteOutput {}

  /**
   * Bytes that came within the answer, already on disk.
   *
   * @param extension without the dot, "png"
   */
  record Bytes(Path file, String extension) implements RemoteOutput {}

  /** A text. */
  record Text(String text) implements RemoteOutput {}
}
