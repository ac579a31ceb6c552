package mediaworker.http;

import com.sun.net.httpserver.Headers;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may ask. Looks at headers alone, before anything of the body is read.
 *
 * <p>Against a page of another site in the user's browser: the Host header must name this server
 * (or a name server could point the other site's name here), and what the browser says of a
 * request's origin (Sec-Fetch-Site, Origin) must be this server itself. Clients that are no
 * browsers send neither.
 */
final class Gate {

  /** The cookie that the page shows instead of the token. */
  static final String COOKIE = "media_worker_session";

  private static final Pattern FIGURES = Pattern.compile("[0-9.]+|\\[[0-9a-f:.%]+]");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.[0-9]+\\.[0-9]+\\.[0-9]+|\\[::1]");
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

  private final HttpSettings settings;
  private final boolean loopback;
  private final byte @Nullable [] token;
  private final @Nullable String session;

  /**
   * @param bound the address the server listens at
   */
  Gate(HttpSettings settings, InetAddress bound) {
    this.settings = settings;
    this.loopback = bound.isLoopbackAddress();
    this.token = settings.token().map(text -> digest(text)).orElse(null);
    this.session = settings.token().map(Gate::session).orElse(null);
  }

  /**
   * Lets a request through.
   *
   * @param open whether it may be made without a token
   * @throws HttpProblem when it is refused
   */
  void check(String method, Headers headers, boolean open) throws HttpProblem {
    checkHost(headers);
    checkSite(method, headers);
    if (!open && !hasToken(headers)) {
      throw new HttpProblem(
          401, "This worker wants its token: send the header Authorization: Bearer TOKEN.");
    }
  }

  private void checkHost(Headers headers) throws HttpProblem {
    String host = hostName(first(headers, "Host"));
    boolean known =
        LOOPBACK.matcher(host).matches()
            || settings.hosts().contains(host)
            // No name server has a say in an address in figures.
            || (!loopback && FIGURES.matcher(host).matches());
    if (!known) {
      throw new HttpProblem(
          403,
          "This worker is not known by the name \""
              + Request.shown(host)
              + "\". If that is right, add it to the setting http-hosts.");
    }
  }

  private static void checkSite(String method, Headers headers) throws HttpProblem {
    String site = first(headers, "Sec-Fetch-Site").toLowerCase(Locale.ROOT);
    boolean foreign = !Set.of("", "same-origin", "none").contains(site);
    boolean link =
        READING.contains(method)
            && first(headers, "Sec-Fetch-Mode").equals("navigate")
            && first(headers, "Sec-Fetch-Dest").equals("document");
    if (foreign && !link) {
      throw fromElsewhere();
    }
    String origin = first(headers, "Origin");
    if (!origin.isEmpty() && !authority(origin).equals(first(headers, "Host"))) {
      throw fromElsewhere();
    }
  }

  private static HttpProblem fromElsewhere() {
    return new HttpProblem(403, "Requests from pages of other sites are refused.");
  }

  /** Whether the request shows the token or the page's cookie, where one is needed. */
  boolean hasToken(Headers headers) {
    if (token == null) {
      return true;
    }
    String authorization = first(headers, "Authorization");
    if (authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      String shown = authorization.substring(7).strip();
      // A header has bytes, which the server takes for ISO 8859-1; clients send either encoding.
      String utf8 = new String(shown.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
      return isToken(shown) || isToken(utf8);
    }
    return cookie(headers).filter(value -> same(value, session)).isPresent();
  }

  /** Whether a text is the token; takes as long for any. */
  boolean isToken(String text) {
    return token != null && MessageDigest.isEqual(digest(text), token);
  }

  /** The header that gives the page its cookie; it holds until the token changes. */
  String cookieHeader() {
    return COOKIE + "=" + session + "; Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict";
  }

  /** Whether clients have to show a token. */
  boolean wantsToken() {
    return token != null;
  }

  private static Optional<String> cookie(Headers headers) {
    for (String part : first(headers, "Cookie").split(";")) {
      String[] pair = part.strip().split("=", 2);
      if (pair.length == 2 && pair[0].equals(COOKIE)) {
        return Optional.of(pair[1]);
      }
    }
    return Optional.empty();
  }

  private static boolean same(String one, @Nullable String other) {
    return other != null && MessageDigest.isEqual(digest(one), digest(other));
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Made of the token by a key derivation, so that the cookie does not give it away. */
  private static String session(String token) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal("page".getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** "Localhost:5001" → "localhost". */
  private static String hostName(String host) {
    String name = host.toLowerCase(Locale.ROOT).replaceFirst(":[0-9]*$", "");
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  /** "https://worker.lan:5001" → "worker.lan:5001"; "null" stays. */
  private static String authority(String origin) {
    int scheme = origin.indexOf("://");
    return scheme < 0 ? origin : origin.substring(scheme + 3);
  }

  private static String first(Headers headers, String name) {
    String value = headers.getFirst(name);
    return value == null ? "" : value.strip();
  }
}
