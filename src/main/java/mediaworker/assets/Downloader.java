package mediaworker.assets;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  /** How often the rest is asked for of a file that breaks off. */
  private static final int MOST_RESUMES = 5;

  private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

  private static final int BUFFER_BYTES = 1 << 16;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<String> WEB_PAGES = Set.of("text/html", "application/xhtml+xml");

  private final AssetSettings settings;
  private final Dns nameServer;
  private final Predicate<InetAddress> allowed;
  private @Nullable OkHttpClient client; // guarded by this

  /**
   * @param nameServer finds the addresses of hosts
   * @param allowed which of them may be connected to
   */
  Downloader(AssetSettings settings, Dns nameServer, Predicate<InetAddress> allowed) {
    this.settings = settings;
    this.nameServer = nameServer;
    this.allowed = allowed;
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
    long deadline = System.nanoTime() + settings.downloadTimeLimit().toNanos();
    for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
      Call call = call(request(url), deadline);
      try (Cancellation.Registration stop = cancellation.onCancel(call::cancel);
          Response response = execute(call, cancellation)) {
        Optional<HttpUrl> next = redirect(url, response);
        if (next.isEmpty()) {
          return save(response, workDir, deadline, cancellation);
        }
        url = next.get();
      }
    }
    throw AssetException.refused(shown(url) + " was not fetched: it is behind too many redirects.");
  }

  private Call call(Request request, long deadline) {
    Call call = client().newCall(request);
    // At least 1, for OkHttp takes 0 for "no limit".
    call.timeout().timeout(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
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

  private Response execute(Call call, Cancellation cancellation)
      throws AssetException, InterruptedException {
    try {
      return call.execute();
    } catch (IOException e) {
      throw failure(call.request().url(), e, cancellation);
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

  private Path save(Response response, Path workDir, long deadline, Cancellation cancellation)
      throws AssetException, IOException, InterruptedException {
    HttpUrl url = response.request().url();
    String type = response.header("Content-Type");
    if (type != null
        && WEB_PAGES.contains(type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))) {
      throw AssetException.refused(
          shown(url) + " is a web page, not a media file; use the link of the file itself.");
    }
    if (response.body().contentLength() > settings.maxDownloadBytes()) {
      throw tooLarge(url);
    }
    new DiskRoom(settings.floorBytes())
        .require(workDir, Math.max(0, response.body().contentLength()));
    String lastPart = url.pathSegments().get(url.pathSize() - 1);
    Files.createDirectories(workDir);
    // Under the name it has in the web, since messages about the file will name it.
    Path folder = Files.createTempDirectory(workDir, "download-");
    Path file = Files.createFile(folder.resolve(MediaNames.download(url.host(), lastPart, type)));
    boolean complete = false;
    try {
      if (receive(response, file, deadline, cancellation) == 0) {
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

  /** Writes what comes. Where it breaks off, what is missing is asked for. */
  private long receive(Response first, Path file, long deadline, Cancellation cancellation)
      throws AssetException, IOException, InterruptedException {
    HttpUrl url = first.request().url();
    String tag = first.header("ETag");
    boolean resumable = tag != null && tag.startsWith("\"");
    try (OutputStream out = Files.newOutputStream(file)) {
      Part part = copy(first, out, 0);
      for (int left = MOST_RESUMES; part.broken() != null; left--) {
        throwIfStopped(cancellation);
        if (!resumable || left == 0 || part.count() == 0 || System.nanoTime() >= deadline) {
          throw failure(url, part.broken(), cancellation);
        }
        Request request =
            request(url)
                .newBuilder()
                .header("Range", "bytes=" + part.total() + "-")
                .header("If-Range", String.valueOf(tag))
                .build();
        Call call = call(request, deadline);
        try (Cancellation.Registration stop = cancellation.onCancel(call::cancel);
            Response rest = execute(call, cancellation)) {
          if (!isRest(rest, part.total())) {
            throw failure(url, part.broken(), cancellation); // its file is another one by now
          }
          part = copy(rest, out, part.total());
        }
      }
      return part.total();
    }
  }

  /** Whether an answer is a file's whole rest from there on. */
  private static boolean isRest(Response response, long from) {
    Matcher range = RANGE.matcher(response.header("Content-Range", ""));
    return response.code() == 206
        && range.matches()
        && Long.parseLong(range.group(1)) == from
        && Long.parseLong(range.group(2)) == Long.parseLong(range.group(3)) - 1;
  }

  /**
   * What came of one answer.
   *
   * @param count the bytes it brought
   * @param total those of all answers
   * @param broken why it broke off; null when it came to its end
   */
  private record Part(long count, long total, @Nullable IOException broken) {}

  /** Counts what comes, for the announced length may be missing or wrong. */
  private Part copy(Response response, OutputStream out, long before)
      throws AssetException, IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long total = before;
    InputStream in = response.body().byteStream();
    while (true) {
      int count;
      try {
        count = in.read(buffer);
      } catch (IOException e) {
        // Apart from writing: a network's fault and a full disk are different news.
        return new Part(total - before, total, e);
      }
      if (count < 0) {
        return new Part(total - before, total, null);
      }
      total += count;
      if (total > settings.maxDownloadBytes()) {
        throw tooLarge(response.request().url());
      }
      out.write(buffer, 0, count);
    }
  }

  private AssetException failure(HttpUrl url, IOException e, Cancellation cancellation)
      throws InterruptedException {
    throwIfStopped(cancellation);
    return NetworkFaults.of(url, e, settings.downloadTimeLimit());
  }

  private static void throwIfStopped(Cancellation cancellation) throws InterruptedException {
    cancellation.throwIfCancelled();
    // OkHttp leaves the interrupt flag set and throws an IOException of its own.
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private static String shown(HttpUrl url) {
    return "The URL " + WebAddress.shown(url);
  }

  private AssetException tooLarge(HttpUrl url) {
    return AssetException.refused(
        shown(url)
            + " sends more than "
            + (settings.maxDownloadBytes() >> 20)
            + " MB; raise the setting max-download-mb if that is right.");
  }
}
