package mediaworker.http;

import java.util.Objects;

/** A request that is not served. The message is a sentence for a person, sent as {@code detail}. */
public final class HttpProblem extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * @param status an HTTP status, 400…599
   * @param sentence what is wrong and what to do
   */
  public HttpProblem(int status, String sentence) {
    super(sentence);
    this.status = status;
  }

  /** What the client sent is wrong. */
  public static HttpProblem badRequest(String sentence) {
    return new HttpProblem(400, sentence);
  }

  /** What was asked for is not there. */
  public static HttpProblem notFound(String sentence) {
    return new HttpProblem(404, sentence);
  }

  /** It cannot be done as things stand. */
  public static HttpProblem conflict(String sentence) {
    return new HttpProblem(409, sentence);
  }

  /** It cannot be done for now. */
  public static HttpProblem unavailable(String sentence) {
    return new HttpProblem(503, sentence);
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** What is wrong, for a person. */
  public String sentence() {
    return Objects.requireNonNull(getMessage());
  }
}
