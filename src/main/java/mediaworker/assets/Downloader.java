package mediaworker.assets;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import mediaworker.concurrent.Cancellation;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the URLs of rows to files: streamed, bounded in size and time, and only from the public
 * internet unless the settings say otherwise. Safe for use by many threads.
 */
final class Downloader {

  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration READ = Duration.ofSeconds(30);
  private static final int BUFFER = 1 << 16;

  private static final Map<String, String> EXTENSIONS =
      Map.ofEntries(
          Map.entry("video/mp4", "mp4"),
          Map.entry("video/quicktime", "mov"),
          Map.entry("video/webm", "webm"),
          Map.entry("video/x-matroska", "mkv"),
          Map.entry("image/png", "png"),
          Map.entry("image/jpeg", "jpg"),
          Map.entry("image/webp", "webp"),
          Map.entry("image/gif", "gif"),
          Map.entry("audio/mpeg", "mp3"),
          Map.entry("audio/wav", "wav"));

  private final AssetSettings settings;
  private @Nullable OkHttpClient client; // guarded by this

  Downloader(AssetSettings settings) {
    this.settings = settings;
  }

  /** Made on first use: most workers never download, and it would slow every start. */
  private synchronized OkHttpClient client() {
    if (client == null) {
      OkHttpClient.Builder builder =
          new OkHttpClient.Builder()
              .proxy(Proxy.NO_PROXY)
              .connectTimeout(CONNECT)
              .readTimeout(READ)
              .callTimeout(settings.downloadTimeLimit());
      if (!settings.allowPrivateUrls()) {
        builder.socketFactory(new AddressRules());
      }
      client = builder.build();
    }
    return client;
  }

  /**
   * Fetches a URL into a new file of the folder.
   *
   * @throws AssetException when it is refused, answers badly, or sends too much
   */
  Path fetch(String url, Path folder, Cancellation cancellation)
      throws AssetException, IOException {
    HttpUrl parsed = HttpUrl.parse(url.strip());
    if (parsed == null) {
      throw AssetException.refused("The URL " + PathRules.shown(url) + " cannot be understood.");
    }
    String shown = shown(parsed);
    Request request =
        new Request.Builder().url(parsed).header("User-Agent", "media-worker").build();
    Call call = client().newCall(request);
    try (Cancellation.Registration stop = cancellation.onCancel(call::cancel);
        Response response = call.execute()) {
      refuseBadAnswer(response, shown);
      Path file = Files.createTempFile(folder, "download-", "." + extension(parsed, response));
      save(response, file, shown);
      return file;
    } catch (IOException e) {
      cancellation.throwIfCancelled();
      throw explain(e, shown);
    }
  }

  private static void refuseBadAnswer(Response response, String shown) throws AssetException {
    int code = response.code();
    if (code == 429 || code >= 500) {
      throw AssetException.unreachable("The server of " + shown + " answered " + code + ".");
    }
    if (code != 200) {
      throw AssetException.refused(
          "The URL "
              + shown
              + " answered "
              + code
              + (code == 404 ? " (not found)" : code == 403 ? " (forbidden)" : "")
              + ".");
    }
  }

  private void save(Response response, Path file, String shown) throws AssetException, IOException {
    long limit = settings.maxDownloadBytes();
    long size = 0;
    if (response.body().contentLength() > limit) {
      throw tooLarge(shown, limit);
    }
    try (InputStream in = response.body().byteStream();
        OutputStream out = Files.newOutputStream(file)) {
      byte[] buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        size += read;
        if (size > limit) {
          throw tooLarge(shown, limit);
        }
        out.write(buffer, 0, read);
      }
    }
    if (size == 0) {
      throw AssetException.refused("The URL " + shown + " answered with an empty file.");
    }
  }

  private static AssetException tooLarge(String shown, long limit) {
    return AssetException.refused(
        "The URL "
            + shown
            + " sends more than "
            + (limit >> 20)
            + " MB; raise the setting max-download-mb if that is right.");
  }

  private AssetException explain(IOException e, String shown) throws IOException {
    if (isRefusal(e)) {
      return AssetException.refused(
          "The URL "
              + shown
              + " leads to this machine or a private network, which is refused. If that is meant,"
              + " set allow-private-urls = true.");
    }
    if (e instanceof UnknownHostException) {
      return AssetException.unreachable("The host of " + shown + " is not known.");
    }
    if (e instanceof InterruptedIOException) {
      return AssetException.unreachable("The URL " + shown + " did not answer in time.");
    }
    String message = String.valueOf(e.getMessage());
    if (message.contains("No space left")) {
      throw e;
    }
    return AssetException.unreachable(
        "The URL " + shown + " could not be fetched: " + message + ".");
  }

  private static boolean isRefusal(Throwable e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof AddressRules.RefusedAddress) {
        return true;
      }
      for (Throwable other : at.getSuppressed()) {
        if (other instanceof AddressRules.RefusedAddress) {
          return true;
        }
      }
    }
    return false;
  }

  /** Without user, password and query, which may be secrets. */
  private static String shown(HttpUrl url) {
    String port = url.port() == HttpUrl.defaultPort(url.scheme()) ? "" : ":" + url.port();
    return PathRules.shown(url.scheme() + "://" + url.host() + port + url.encodedPath());
  }

  private static String extension(HttpUrl url, Response response) {
    String name = url.pathSegments().get(url.pathSize() - 1);
    String written = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    if (name.indexOf('.') > 0 && written.matches("[a-z0-9]{2,5}")) {
      return written;
    }
    String type = response.header("Content-Type", "");
    String bare = type == null ? "" : type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    return EXTENSIONS.getOrDefault(bare, "bin");
  }
}
