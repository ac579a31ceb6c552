package mediaworker.providers.http;

/**
 * What a provider says about a refusal or a failure, in its own words and not yet cleaned.
 *
 * @param code its code or type, as short as "insufficient_quota"; empty where there is none
 * @param message its message; empty where the answer has none that can be read
 * @param requestId its id of the request or the task; empty where unknown
 */
public record Said(String code, String message, String requestId) {

  /** Whether the provider itself has spoken, not some machine on the way. */
  public boolean isReadable() {
    return !code.isEmpty() || !message.isEmpty();
  }

  /** Code and message in small letters, to look for words in. */
  public String words() {
    return (code + " " + message).toLowerCase(java.util.Locale.ROOT);
  }
}
