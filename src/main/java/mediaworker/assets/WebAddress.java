package mediaworker.assets;

import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/** What rows and redirects write as an address of the web. */
final class WebAddress {

  private static final Pattern URL = Pattern.compile("(?i)([a-z][a-z0-9+.-]+://|data:)");
  private static final Pattern PATH = Pattern.compile("(?i)(https?://[^/\\s…]+)[/…]\\S+");
  private static final Pattern WEB = Pattern.compile("(?i)https?://");

  private WebAddress() {}

  /** Whether this is a URL of any kind rather than a path. */
  static boolean isUrl(String reference) {
    return URL.matcher(reference).lookingAt() && !reference.regionMatches(true, 0, "file:", 0, 5);
  }

  /**
   * The parsed address.
   *
   * @throws AssetException when it is not an http(s) URL, or has a user name in it
   */
  static HttpUrl parse(String reference) throws AssetException {
    if (!WEB.matcher(reference).lookingAt()) {
      throw AssetException.refused(harmless(reference) + " is neither a file nor an http(s) URL.");
    }
    HttpUrl url = HttpUrl.parse(reference);
    if (url == null) {
      throw AssetException.refused("The URL " + harmless(reference) + " is not well formed.");
    }
    return checked(url);
  }

  /** Refuses a user name: it would not be sent, and the server's answer would only confuse. */
  static HttpUrl checked(HttpUrl url) throws AssetException {
    if (!url.encodedUsername().isEmpty() || !url.encodedPassword().isEmpty()) {
      throw AssetException.refused(
          "The URL " + shown(url) + " has a user name or password in it, which is not supported.");
    }
    return url;
  }

  /** For a sentence, without user name, password and query, which may be secrets. */
  static String shown(HttpUrl url) {
    String port = url.port() == HttpUrl.defaultPort(url.scheme()) ? "" : ":" + url.port();
    String host = url.host().contains(":") ? "[" + url.host() + "]" : url.host();
    return PathRules.shown(url.scheme() + "://" + host + port + url.encodedPath());
  }

  /** A sentence with scheme and host alone of every URL in it. */
  static String withoutPaths(String sentence) {
    return PATH.matcher(sentence).replaceAll("$1/…");
  }

  /** What could not be parsed, without the parts that may be secret or megabytes of data. */
  private static String harmless(String reference) {
    if (reference.regionMatches(true, 0, "data:", 0, 5)) {
      return "A data URL";
    }
    String bare = reference.replaceFirst("(?s)[?#].*", "").replaceFirst("//[^/]*@", "//");
    return PathRules.shown(bare);
  }
}
