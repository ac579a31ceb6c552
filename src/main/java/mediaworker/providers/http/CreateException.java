package mediaworker.providers.http;

import java.io.IOException;

/** A paid request that brought no answer. */
public final class CreateException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean sent;

  CreateException(boolean sent, String sentence, IOException cause) {
    super(sentence, cause);
    this.sent = sent;
  }

  /**
   * Whether any of it may have reached the provider. False only where it provably did not: no
   * address, no connection, no TLS.
   */
  public boolean mayHaveBeenSent() {
    return sent;
  }
}
