package mediaworker.providers.http;

import java.io.IOException;
import mediaworker.providers.MediaInput;
import mediaworker.providers.ProviderException;

/**
 * Files of this machine as inputs of a request: small ones as data URLs within it, larger ones
 * uploaded first, which is free. URLs stay as they are.
 */
public final class SentFiles {

  /** Uploads a file. */
  @FunctionalInterface
  public interface Upload {
    /**
     * Uploads.
     *
     * @return the URL by which the provider has it
     */
    String send(MediaInput.LocalFile file)
        throws IOException, InterruptedException, ProviderException;
  }

  private final long mostInline;
  private final Upload upload;

  /**
   * For one request.
   *
   * @param mostInline bytes of a file that go along as a data URL
   */
  public SentFiles(long mostInline, Upload upload) {
    this.mostInline = mostInline;
    this.upload = upload;
  }

  /** What stands for an input in the request. */
  public String text(MediaInput media) throws IOException, InterruptedException, ProviderException {
    if (media instanceof MediaInput.WebUrl web) {
      return web.url();
    }
    MediaInput.LocalFile file = (MediaInput.LocalFile) media;
    return file.bytes() <= mostInline ? JsonBody.dataUrl(file) : upload.send(file);
  }
}
