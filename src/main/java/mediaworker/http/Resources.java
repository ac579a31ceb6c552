package mediaworker.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The page's files, which come with the program. Only those that are listed are served, so no path
 * leads anywhere else. Read on each request: browsers keep them.
 */
public final class Resources {

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "yaml", "application/yaml; charset=utf-8");

  /**
   * Nothing from elsewhere; pictures and videos of blobs are the playground's and dropped files.
   */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " img-src 'self' blob: data: https:; media-src 'self' blob: https:; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'none'";

  private final String folder;

  /**
   * @param folder where they are on the class path: "/page"
   */
  public Resources(String folder) {
    this.folder = folder;
  }

  /** Adds a route for each file, {@code /page/NAME}, and one for each further path. */
  public void addTo(Router router, Map<String, String> paths, List<String> names) {
    paths.forEach((path, name) -> router.addOpen("GET", path, request -> reply(request, name)));
    for (String name : names) {
      router.addOpen("GET", "/page/" + name, request -> reply(request, name));
    }
  }

  private Reply reply(Request request, String name) throws HttpProblem {
    byte[] bytes = read(name).orElseThrow(() -> HttpProblem.notFound("There is no " + name + "."));
    CRC32 sum = new CRC32();
    sum.update(bytes);
    String tag = "\"" + HexFormat.of().toHexDigits(sum.getValue()) + "\"";
    if (request.knows(tag)) {
      return Reply.empty(304).with("ETag", tag);
    }
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return Reply.bytes(200, TYPES.getOrDefault(extension, "application/octet-stream"), bytes)
        .with("ETag", tag)
        .with("Cache-Control", "no-cache")
        .with("Content-Security-Policy", POLICY);
  }

  private Optional<byte[]> read(String name) {
    try (InputStream in = Resources.class.getResourceAsStream(folder + "/" + name)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
