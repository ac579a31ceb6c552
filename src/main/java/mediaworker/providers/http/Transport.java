package mediaworker.providers.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import mediaworker.concurrent.Cancellation;
import mediaworker.network.GuardedSockets;
import mediaworker.network.OneShotBody;
import mediaworker.network.PublicAddresses;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to providers.
 *
 * <p>A create, which costs money, is sent at most once: no retry, not even where the server asks
 * for one at once, no redirect, and always over a new connection, since a pooled one that the
 * server has just closed would leave it open whether the request arrived. Its answer is on disk,
 * synced, before anybody reads it. Cancelling never breaks a create off: its answer is paid for.
 *
 * <p>Safe for use by many threads; the clients are made on first use.
 */
public final class Transport {

  private static final Set<String> KEY_HEADERS =
      Set.of("authorization", "api_token", "x-goog-api-key", "x-api-key");

  private final TransportSettings settings;
  private volatile @Nullable Clients clients; // made under this

  private record Clients(OkHttpClient create, OkHttpClient trusted, OkHttpClient open) {}

  public Transport(TransportSettings settings) {
    this.settings = settings;
  }

  /** Notices whether a request began to leave. */
  private static final class Departure extends EventListener {
    private final AtomicBoolean left = new AtomicBoolean();

    @Override
    public void requestHeadersStart(Call call) {
      left.set(true);
    }
  }

  /**
   * Does all that can fail before a create is sent, so that the ledger need not know of one that
   * never left.
   *
   * @param callDir a folder of this call alone, where the answer is kept until it is delivered
   * @throws AnswerPlaceException when the answer could not be kept there
   */
  public ReadyCreate ready(Request request, Path callDir) throws AnswerPlaceException {
    checkKeys(request);
    Request once = OneShotBody.in(request);
    KeptAnswer kept = new KeptAnswer(callDir);
    kept.prepare();
    return held -> create(once, kept, held);
  }

  private Answer create(Request request, KeptAnswer kept, Consumer<String> held)
      throws IOException {
    Departure departure = new Departure();
    OkHttpClient client = clients().create().newBuilder().eventListener(departure).build();
    try (Response response = client.newCall(request).execute()) {
      try (InputStream body = response.body().byteStream()) {
        Answer answer =
            kept.write(
                response.code(),
                response.headers(),
                body,
                settings.mostAnswerBytes(),
                new Hold(settings.hold(), held));
        kept.sync();
        return answer;
      }
    } catch (KeptAnswer.DiskException e) {
      throw new CreateException(true, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new CreateException(departure.left.get(), reason(request, e, settings.createRead()), e);
    }
  }

  /** Keeps a paid answer in memory for as long as the disk does not take it, within a limit. */
  private static final class Hold implements DiskPatience {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Duration limit;
    private final Consumer<String> held;
    private long end; // 0: it has not begun

    Hold(Duration limit, Consumer<String> held) {
      this.limit = limit;
      this.held = held;
    }

    @Override
    public void await(KeptAnswer.DiskException trouble) throws KeptAnswer.DiskException {
      long now = System.nanoTime();
      if (end == 0) {
        end = now + limit.toNanos();
        held.accept(String.valueOf(trouble.getMessage()));
      }
      if (now - end >= 0) {
        throw trouble;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
      if (Thread.currentThread().isInterrupted()) {
        throw trouble;
      }
    }
  }

  /** The answer to a create of an earlier life, if it had arrived whole. */
  public static Optional<Answer> kept(Path callDir) throws IOException {
    return new KeptAnswer(callDir).read();
  }

  /**
   * What came as the answer to a create of an earlier life whose status and headers are damaged, as
   * by a power cut.
   *
   * @return its body; empty where there is none, or nothing is damaged
   */
  public static Optional<Path> damaged(Path callDir) {
    return new KeptAnswer(callDir).damaged();
  }

  /**
   * What has come as the answer to a create whose worker ended before it had the whole of it, or
   * had its status on the disk.
   *
   * @return its body, perhaps a part of it; empty where nothing came
   */
  public static Optional<Path> begun(Path callDir) {
    return new KeptAnswer(callDir).begun();
  }

  /** Whether a whole answer is kept in a folder. */
  public static boolean isKept(Path callDir) {
    return new KeptAnswer(callDir).isThere();
  }

  /**
   * A sender of free requests whose answers go into a folder.
   *
   * @param spool lives as long as the answers are needed
   */
  public FreeCalls free(Path spool) {
    return (request, cancellation) -> {
      Files.createDirectories(spool);
      return send(request, Files.createTempDirectory(spool, "answer-"), cancellation);
    };
  }

  /**
   * A sender of free requests of which only the last answer is kept.
   *
   * @param folder where it is kept; what is unpacked from it as well
   */
  public FreeCalls into(Path folder) {
    return (request, cancellation) -> {
      Files.createDirectories(folder);
      return send(request, folder, cancellation);
    };
  }

  private Answer send(Request request, Path folder, Cancellation cancellation)
      throws IOException, InterruptedException {
    checkKeys(request);
    boolean trusted = settings.trustedHosts().contains(request.url().host());
    Call call = (trusted ? clients().trusted() : clients().open()).newCall(request);
    try (Cancellation.Registration stop = cancellation.onCancel(call::cancel);
        Response response = call.execute();
        InputStream body = response.body().byteStream()) {
      return new KeptAnswer(folder)
          .write(
              response.code(),
              response.headers(),
              body,
              settings.mostAnswerBytes(),
              DiskPatience.NONE);
    } catch (IOException e) {
      cancellation.throwIfCancelled();
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      throw e instanceof KeptAnswer.DiskException
          ? e
          : new IOException(reason(request, e, settings.read()), e);
    }
  }

  /** A key in a request to any other host is a fault of ours, and must not leave. */
  private void checkKeys(Request request) {
    boolean trusted = settings.trustedHosts().contains(request.url().host());
    if (!trusted
        && request.headers().names().stream()
            .anyMatch(name -> KEY_HEADERS.contains(name.toLowerCase(java.util.Locale.ROOT)))) {
      throw new IllegalArgumentException("a key for another host than its provider's");
    }
  }

  /** For a sentence: which host, and what happened. */
  private static String reason(Request request, IOException e, Duration limit) {
    String host = request.url().host();
    if (e instanceof KeptAnswer.TooLongException) {
      return host + " sent " + e.getMessage() + ", which was broken off";
    }
    if (e instanceof GuardedSockets.NotAllowedException) {
      return host + " lies in a private network, which is refused (allow-private-urls)";
    }
    if (e instanceof UnknownHostException) {
      return host + " could not be found: there is no network, or the name is wrong";
    }
    if (e instanceof SSLException) {
      return "no trusted connection to " + host + " could be made";
    }
    if (e instanceof InterruptedIOException) {
      return host + " did not answer within " + limit.toSeconds() + " s";
    }
    return "the connection to " + host + " could not be made or broke";
  }

  private Clients clients() {
    Clients made = clients;
    if (made == null) {
      synchronized (this) {
        made = clients;
        if (made == null) {
          made = make();
          clients = made;
        }
      }
    }
    return made;
  }

  private Clients make() {
    OkHttpClient base =
        new OkHttpClient.Builder()
            .connectTimeout(settings.connect())
            .writeTimeout(Duration.ofMinutes(2))
            .readTimeout(settings.read())
            .followRedirects(false)
            .followSslRedirects(false)
            .build();
    OkHttpClient create =
        base.newBuilder()
            .retryOnConnectionFailure(false)
            .readTimeout(settings.createRead())
            .protocols(List.of(Protocol.HTTP_1_1))
            .connectionPool(new ConnectionPool(0, 1, TimeUnit.NANOSECONDS))
            .build();
    OkHttpClient open =
        settings.allowPrivateUrls()
            ? base
            : base.newBuilder()
                .proxy(java.net.Proxy.NO_PROXY)
                .socketFactory(new GuardedSockets(PublicAddresses::contains))
                .build();
    return new Clients(create, base, open);
  }
}
