package mediaworker.providers.http;

import java.io.IOException;

/** An answer to a paid request could not be kept, so the request was not sent. */
public final class AnswerPlaceException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean forRoom;

  AnswerPlaceException(String sentence, boolean forRoom, IOException cause) {
    super(sentence, cause);
    this.forRoom = forRoom;
  }

  AnswerPlaceException(String sentence) {
    super(sentence);
    this.forRoom = true;
  }

  /** Whether it is for want of room on the disk: waiting may help. */
  public boolean isForRoom() {
    return forRoom;
  }
}
