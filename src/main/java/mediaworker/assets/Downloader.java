package mediaworker.assets;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import mediaworker.concurrent.Cancellation;
import mediaworker.network.GuardedSockets;
import okhttp3.Call;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Fetches files from the web, within limits of size, time, redirects and addresses. Proxies of the
 * system properties are not used, because the address that is checked would be the proxy's.
 *
 * <p>Safe for use by many threads. The client is made on first use: it costs some tenths of a
 * second.
 */
final class Downloader {

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(15);
  private static final Duration READ_LIMIT = Duration.ofSeconds(30);
  private static final int MOST_REDIRECTS = 5;

  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<String> WEB_PAGES = Set.of("text/html", "application/xhtml+xml");

  private final AssetSettings settings;
  private final Dns nameServer;
  private final Predicate<InetAddress> allowed;
  private final Pause pause;
  private @Nullable OkHttpClient client; // guarded by this

  /**
   * @param nameServer finds the addresses of hosts
   * @param allowed which of them may be connected to
   */
  Downloader(AssetSettings settings, Dns nameServer, Predicate<InetAddress> allowed) {
    this(settings, nameServer, allowed, Pause.REAL);
  }

  /**
   * @param pause waits for servers that are busy
   */
  Downloader(AssetSettings settings, Dns nameServer, Predicate<InetAddress> allowed, Pause pause) {
    this.settings = settings;
    this.nameServer = nameServer;
    this.allowed = allowed;
    this.pause = pause;
  }

  /**
   * Downloads to a new file.
   *
   * @param reference an http or https URL
   * @param workDir where the file goes; made when missing
   * @throws AssetException when the server or a rule refuses it, or it cannot be reached
   * @throws IOException when the file cannot be written
   * @throws java.util.concurrent.CancellationException when the cancellation asked for it
   */
  Path fetch(String reference, Path workDir, Cancellation cancellation)
      throws AssetException, IOException, InterruptedException {
    HttpUrl url = WebAddress.parse(reference);
    DownloadLimits limits = DownloadLimits.fromNow(settings, cancellation);
    for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
      Call call = call(request(url), limits);
      try (Cancellation.Registration stop = cancellation.onCancel(call::cancel);
          Response response = execute(call, limits)) {
        Optional<HttpUrl> next = redirect(url, response);
        if (next.isEmpty()) {
          return save(response, workDir, limits);
        }
        url = next.get();
      }
    }
    throw AssetException.refused(shown(url) + " was not fetched: it is behind too many redirects.");
  }

  private Call call(Request request, DownloadLimits limits) {
    Call call = client().newCall(request);
    // At least 1, for OkHttp takes 0 for "no limit".
    call.timeout().timeout(Math.max(1, limits.left().toNanos()), TimeUnit.NANOSECONDS);
    return call;
  }

  private static Request request(HttpUrl url) {
    return new Request.Builder()
        .url(url)
        .header("User-Agent", userAgent())
        // Media do not shrink, and the length that is announced is then the file's.
        .header("Accept-Encoding", "identity")
        .build();
  }

  private static String userAgent() {
    String version = Downloader.class.getPackage().getImplementationVersion();
    return "media-worker/" + (version == null ? "dev" : version);
  }

  private synchronized OkHttpClient client() {
    if (client == null) {
      client =
          new OkHttpClient.Builder()
              .connectTimeout(CONNECT_LIMIT)
              .readTimeout(READ_LIMIT)
              .dns(nameServer)
              .proxy(Proxy.NO_PROXY)
              .socketFactory(new GuardedSockets(allowed))
              // Followed here, one by one, so that each is checked.
              .followRedirects(false)
              .build();
    }
    return client;
  }

  private static Response execute(Call call, DownloadLimits limits)
      throws AssetException, InterruptedException {
    try {
      return call.execute();
    } catch (IOException e) {
      throw limits.failure(call.request().url(), e);
    }
  }

  /** Where the answer sends us on to; empty when it is the file. */
  private static Optional<HttpUrl> redirect(HttpUrl url, Response response) throws AssetException {
    if (response.isSuccessful()) {
      return Optional.empty();
    }
    String location = response.header("Location");
    if (!REDIRECTS.contains(response.code()) || location == null) {
      throw NetworkFaults.of(url, response);
    }
    HttpUrl next = url.resolve(location);
    if (next == null) {
      throw AssetException.refused(
          shown(url) + " redirects to something that is not an http or https URL.");
    }
    if (url.isHttps() && !next.isHttps()) {
      throw AssetException.refused(
          shown(url)
              + " redirects from https to unprotected http, which is not followed; if that is"
              + " right, put the second URL into the row.");
    }
    return Optional.of(WebAddress.checked(next));
  }

  private Path save(Response response, Path workDir, DownloadLimits limits)
      throws AssetException, IOException, InterruptedException {
    HttpUrl url = response.request().url();
    String type = response.header("Content-Type");
    if (type != null
        && WEB_PAGES.contains(type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))) {
      throw AssetException.refused(
          shown(url) + " is a web page, not a media file; use the link of the file itself.");
    }
    ContentCoding coding = ContentCoding.of(response);
    long announced = coding == ContentCoding.PLAIN ? response.body().contentLength() : 0;
    if (limits.exceededBy(announced)) {
      throw limits.tooLarge(url);
    }
    new DiskRoom(settings.floorBytes()).require(workDir, Math.max(0, announced));
    String lastPart = url.pathSegments().get(url.pathSize() - 1);
    Files.createDirectories(workDir);
    // Under the name it has in the web, since messages about the file will name it.
    Path folder = Files.createTempDirectory(workDir, "download-");
    Path file = Files.createFile(folder.resolve(MediaNames.download(url.host(), lastPart, type)));
    boolean complete = false;
    try {
      Reception reception = new Reception(limits, coding, rest -> call(rest, limits), pause);
      if (reception.receive(response, file) == 0) {
        throw AssetException.refused(shown(url) + " is an empty file (0 bytes).");
      }
      complete = true;
      return file;
    } finally {
      if (!complete) {
        Files.deleteIfExists(file);
        Files.deleteIfExists(folder);
      }
    }
  }

  private static String shown(HttpUrl url) {
    return "The URL " + WebAddress.shown(url);
  }
}
