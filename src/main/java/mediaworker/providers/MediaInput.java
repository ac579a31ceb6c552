package mediaworker.providers;

import java.nio.file.Path;

/** A picture, video or sound that goes into a request. */
public sealed interface MediaInput {

  /**
   * A file of this machine, checked to exist.
   *
   * @param mediaType as told by its content or name, "image/png"
   * @param bytes its size
   */
  record LocalFile(Path file, String mediaType, long bytes) implements MediaInput {}

  /**
   * An http(s) URL as the row has it, for providers that fetch it themselves.
   *
   * @param url may carry a signature: never put it into a message
   */
  record WebUrl(String url) implements MediaInput {}
}
