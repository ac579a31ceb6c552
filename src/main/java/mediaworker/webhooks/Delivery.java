package mediaworker.webhooks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import mediaworker.jobs.Notice;
import mediaworker.network.GuardedSockets;
import mediaworker.network.OneShotBody;
import mediaworker.network.PublicAddresses;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Sends one notice. No redirect is followed and no proxy asked, so that the address that is checked
 * is the one the notice goes to. The client is made on first use.
 */
final class Delivery {

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  /** A receiver is to take the notice and do its work later. */
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private static final MediaType JSON = MediaType.get("application/json");

  /** What came of it. */
  sealed interface Outcome {
    /** The receiver took it. */
    record Taken(int httpStatus) implements Outcome {}

    /**
     * It did not.
     *
     * @param sentence why, for a person
     * @param httpStatus the status of its answer; null when there was none
     * @param forGood whether trying again is of no use
     */
    record Refused(String sentence, @Nullable Integer httpStatus, boolean forGood)
        implements Outcome {}
  }

  private final @Nullable Signature signature;
  private final Dns nameServer;
  private final Predicate<InetAddress> allowed;
  private @Nullable OkHttpClient client; // guarded by this

  Delivery(WebhookSettings settings) {
    this(
        settings,
        Dns.SYSTEM,
        settings.allowPrivate() ? address -> true : PublicAddresses::contains);
  }

  /**
   * @param nameServer finds the addresses of hosts
   * @param allowed which of them may be connected to
   */
  Delivery(WebhookSettings settings, Dns nameServer, Predicate<InetAddress> allowed) {
    this.signature = settings.secret().map(Signature::new).orElse(null);
    this.nameServer = nameServer;
    this.allowed = allowed;
  }

  /** Sends it; takes as long as the receiver does, up to a limit. Any thread. */
  Outcome send(Notice notice, Instant now) {
    String text = Message.url(notice).orElse("");
    HttpUrl url = HttpUrl.parse(text);
    if (url == null || !url.username().isEmpty() || !url.password().isEmpty()) {
      return new Outcome.Refused(
          "callback_url is no http(s) URL without a password in it.", null, true);
    }
    Message message = Message.of(notice);
    Request.Builder request =
        new Request.Builder()
            .url(url)
            .header("User-Agent", "media-worker")
            .header("webhook-id", message.id())
            .header("webhook-timestamp", String.valueOf(now.getEpochSecond()))
            .post(RequestBody.create(message.body(), JSON));
    if (signature != null) {
      request.header(
          "webhook-signature", signature.of(message.id(), now.getEpochSecond(), message.body()));
    }
    try (Response response = client().newCall(OneShotBody.in(request.build())).execute()) {
      int status = response.code();
      if (response.isSuccessful()) {
        return new Outcome.Taken(status);
      }
      // 410: the receiver wants no more of them. Other refusals may be mended there.
      return new Outcome.Refused(
          "The receiver answered with status " + status + ".", status, status == 410);
    } catch (IOException e) {
      return new Outcome.Refused(sentence(url, e), null, false);
    }
  }

  private static String sentence(HttpUrl url, IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof GuardedSockets.NotAllowedException) {
        return url.host()
            + " leads to this machine or a private network, where notices are not sent: see the"
            + " setting webhook-allow-private.";
      }
    }
    if (e instanceof UnknownHostException) {
      return "There is no server " + url.host() + ".";
    }
    if (e instanceof SocketTimeoutException || "timeout".equals(e.getMessage())) {
      return url.host() + " did not answer in time.";
    }
    if (e instanceof SSLException tls) {
      return TlsFaults.sentence(url, tls);
    }
    return url.host() + " could not be reached: " + e.getMessage() + ".";
  }

  private synchronized OkHttpClient client() {
    if (client == null) {
      client =
          new OkHttpClient.Builder()
              .connectTimeout(CONNECT_LIMIT)
              .callTimeout(LIMIT)
              .dns(nameServer)
              .proxy(Proxy.NO_PROXY)
              .socketFactory(new GuardedSockets(allowed))
              .followRedirects(false)
              .build();
    }
    return client;
  }
}
