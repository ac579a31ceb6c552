package mediaworker.assets;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.zip.ZipException;
import javax.net.ssl.SSLPeerUnverifiedException;
import mediaworker.network.GuardedSockets;
import okhttp3.HttpUrl;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** What a failed request means to a person, and whether another may do. */
final class NetworkFaults {

  /** The server is busy or timed out; these are the only ones below 500 that pass by themselves. */
  private static final Set<Integer> BUSY = Set.of(408, 425, 429);

  private NetworkFaults() {}

  /** For an answer other than success or a redirect. */
  static AssetException of(HttpUrl url, Response response) {
    int status = response.code();
    String what = "The URL " + WebAddress.shown(url) + " answered " + status + meaning(status);
    return status >= 500 || BUSY.contains(status)
        ? AssetException.unreachable(what + ".")
        : AssetException.gone(what + "; check the URL.");
  }

  /**
   * How long a server that is busy asks to wait ({@code Retry-After}, RFC 9110 §10.2.3).
   *
   * @return null where it does not say; a date counts from that of the answer, by the same clock
   */
  static @Nullable Duration retryAfter(Response response) {
    String value = response.header("Retry-After", "").strip();
    if (value.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(value));
    }
    Instant until = response.headers().getInstant("Retry-After");
    Instant now = response.headers().getInstant("Date");
    return until == null || now == null ? null : Duration.between(now, until);
  }

  private static String meaning(int status) {
    return switch (status) {
      case 401 -> " (a login is needed)";
      case 403 -> " (forbidden; the link may have expired)";
      case 404 -> " (not found)";
      case 410 -> " (gone)";
      case 429 -> " (too many requests)";
      case 503 -> " (the server is busy)";
      default -> "";
    };
  }

  /** For a connection that could not be made or broke. */
  static AssetException of(HttpUrl url, IOException e, Duration timeLimit) {
    String shown = "The URL " + WebAddress.shown(url);
    if (e instanceof GuardedSockets.NotAllowedException) {
      return AssetException.refused(
          shown
              + " leads to this machine or a private network, which is refused. If that is meant,"
              + " set allow-private-urls = true.");
    }
    if (e instanceof SSLPeerUnverifiedException || mentionsCertificate(e)) {
      return AssetException.refused(
          shown + " could not be trusted: its certificate is not valid for it.");
    }
    return AssetException.unreachable(shown + " " + reason(e, timeLimit) + ".");
  }

  private static String reason(IOException e, Duration timeLimit) {
    if (e instanceof UnknownHostException) {
      return "could not be found: its host is not known, or there is no network";
    }
    if (e instanceof SocketTimeoutException) {
      return "did not answer in time";
    }
    if (e instanceof InterruptedIOException) {
      return "took longer than " + timeLimit.toSeconds() + " s (setting download-timeout)";
    }
    if (e instanceof ConnectException) {
      return "could not be connected to";
    }
    if (e instanceof ZipException) {
      return "sent compressed data (gzip) that is damaged";
    }
    return "broke off while it was being downloaded";
  }

  private static boolean mentionsCertificate(IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof java.security.cert.CertificateException) {
        return true;
      }
    }
    return false;
  }
}
