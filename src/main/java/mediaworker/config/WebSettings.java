package mediaworker.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/**
 * The HTTP server and the webhooks; a part of {@link Settings}. The token and the secret are
 * secrets, not settings.
 */
public final class WebSettings {

  /** The variable that holds the token of the HTTP server. */
  public static final String TOKEN = "HTTP_TOKEN";

  /** The variable that holds what webhooks are signed with. */
  public static final String SECRET = "WEBHOOK_SECRET";

  /** What a key in base64 stands behind. */
  private static final String NO_KEY = "whsec_";

  /** Shorter ones can be tried through. */
  private static final int SHORTEST_TOKEN = 16;

  @Option(
      names = "--http-port",
      paramLabel = "N",
      defaultValue = "0",
      converter = Converters.Port.class,
      description = "Serve the page and the HTTP API at this port. Default: 0, not at all")
  private int port;

  @Option(
      names = "--http-address",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      hidden = true)
  private String address = "127.0.0.1";

  @Option(names = "--http-hosts", paramLabel = "NAME,NAME", defaultValue = "", hidden = true)
  private String hosts = "";

  @Option(
      names = "--http-upload-dir",
      paramLabel = "DIR",
      defaultValue = "uploads",
      converter = Converters.FilePath.class,
      hidden = true)
  private Path uploadDir = Path.of("uploads");

  @Option(
      names = "--http-max-upload-mb",
      paramLabel = "MB",
      defaultValue = "2048",
      converter = Converters.Megabytes.class,
      hidden = true)
  private int maxUploadMb = 2048;

  @Option(
      names = "--webhook-allow-private",
      paramLabel = "true|false",
      arity = "1",
      defaultValue = "false",
      converter = Converters.YesNo.class,
      hidden = true)
  private boolean webhookAllowPrivate;

  /** The port; 0 where nothing is served. */
  public int port() {
    return port;
  }

  /** The address that is listened at, as a name or in figures. */
  public String address() {
    return address.strip();
  }

  /** Further names under which it is reached, small letters. */
  public List<String> hosts() {
    return Arrays.stream(hosts.split(","))
        .map(name -> name.strip().toLowerCase(Locale.ROOT))
        .filter(name -> !name.isEmpty())
        .toList();
  }

  /** Where dropped files go, as set: relative to the base folder. */
  public Path uploadDir() {
    return uploadDir;
  }

  /** Size at which an upload is refused, in bytes. */
  public long maxUploadBytes() {
    return maxUploadMb * 1024L * 1024L;
  }

  /** Whether webhooks may go to this machine and to private networks. */
  public boolean webhookAllowPrivate() {
    return webhookAllowPrivate;
  }

  /** What is wrong with the secrets, each a sentence. */
  public List<String> problems(FamilyValues values) {
    List<String> problems = new ArrayList<>();
    if (port > 0 && values.secret(TOKEN).filter(it -> it.length() < SHORTEST_TOKEN).isPresent()) {
      problems.add(TOKEN + " is too short: take at least " + SHORTEST_TOKEN + " characters.");
    }
    if (values.secret(SECRET).filter(NO_KEY::equals).isPresent()) {
      problems.add(
          SECRET
              + " has no key behind \""
              + NO_KEY
              + "\": put base64 there, or take any text that does not begin so.");
    }
    return problems;
  }
}
