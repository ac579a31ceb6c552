package mediaworker.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mediaworker.text.GivenJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One request. Used by the thread that serves it. */
public final class Request {

  /** The most bytes that a JSON body may have. */
  static final int LARGEST_JSON = 1 << 20;

  /** A tag within a list of them, without the W/ of a weak one. */
  private static final Pattern ENTITY_TAG = Pattern.compile("\"[^\"]*\"");

  /** What is read of a body that is too large, so that the client gets to hear of it. */
  private static final int DRAINED = 8 << 20;

  private final HttpExchange exchange;
  private final Map<String, String> values;
  private final Map<String, List<String>> query;
  private final boolean trusted;

  /**
   * @param values what stands in the path's variable places
   * @param trusted whether it shows the token, where there is one
   */
  Request(HttpExchange exchange, Map<String, String> values, boolean trusted) {
    this.trusted = trusted;
    this.exchange = exchange;
    this.values = values;
    this.query = fields(exchange.getRequestURI().getRawQuery());
  }

  /** The method, in capitals. */
  public String method() {
    return exchange.getRequestMethod();
  }

  /** Whether it shows the token, or none is needed. */
  public boolean isTrusted() {
    return trusted;
  }

  /** What stands in a variable place of the path. */
  public String path(String name) {
    return values.getOrDefault(name, "");
  }

  /**
   * A number in the path.
   *
   * @throws HttpProblem with status 404 where it is none
   */
  public long id(String name) throws HttpProblem {
    String text = path(name);
    if (!text.matches("[0-9]{1,18}")) {
      throw HttpProblem.notFound("There is no job \"" + shown(text) + "\": ids are numbers.");
    }
    return Long.parseLong(text);
  }

  /** A field of the query that is not blank; the first of several. */
  public Optional<String> query(String name) {
    return query.getOrDefault(name, List.of()).stream()
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .findFirst();
  }

  /**
   * A yes of the query: the field alone, or with 1 or true.
   *
   * @throws HttpProblem when it has another value, such as 0: nobody knows what was meant by it
   */
  public boolean flag(String name) throws HttpProblem {
    List<String> values = query.getOrDefault(name, List.of());
    for (String value : values) {
      if (!List.of("", "1", "true").contains(value.strip().toLowerCase(Locale.ROOT))) {
        throw HttpProblem.badRequest(
            "\"%s\" is \"%s\": say %s=1, or leave it out.".formatted(name, shown(value), name));
      }
    }
    return !values.isEmpty();
  }

  /**
   * A whole number of the query.
   *
   * @throws HttpProblem when it is none, or out of range
   */
  public long number(String name, long otherwise, long least, long most) throws HttpProblem {
    Optional<String> text = query(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text.get());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, in the same words as for a number out of range.
    }
    throw HttpProblem.badRequest(
        "\"%s\" is \"%s\" but must be a whole number from %d to %d."
            .formatted(name, shown(text.get()), least, most));
  }

  /** A header. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).map(String::strip);
  }

  /**
   * Whether the client says that it has what an entity tag stands for (If-None-Match, RFC 9110,
   * 13.1.2): it names that tag, weak or strong, alone or among others, or any.
   *
   * @param tag a strong one, with its quotes
   */
  boolean knows(String tag) {
    List<String> fields = exchange.getRequestHeaders().getOrDefault("If-None-Match", List.of());
    for (String field : fields) {
      if (field.strip().equals("*")) {
        return true;
      }
      Matcher tags = ENTITY_TAG.matcher(field);
      while (tags.find()) {
        if (tags.group().equals(tag)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The body's bytes as they come. */
  public InputStream body() {
    return exchange.getRequestBody();
  }

  /** How long the body is, where the client says so. */
  public Optional<Long> contentLength() {
    return header("Content-Length")
        .filter(text -> text.matches("[0-9]{1,18}"))
        .map(Long::parseLong);
  }

  /**
   * The body as a JSON object; an empty body counts as an empty object.
   *
   * @throws HttpProblem when it is none, too large, or not declared as JSON
   */
  public ObjectNode json() throws HttpProblem, IOException {
    byte[] bytes = bytes();
    if (bytes.length == 0) {
      return JsonMapper.shared().createObjectNode();
    }
    String type = header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    if (!type.split(";")[0].strip().equals("application/json")) {
      // A form of another site's page cannot send this type unasked.
      throw new HttpProblem(
          415, "The body must be JSON, sent with the header Content-Type: application/json.");
    }
    try {
      JsonNode node = GivenJson.read(bytes);
      Optional<String> problem = GivenJson.problem(node);
      if (problem.isPresent()) {
        throw HttpProblem.badRequest("The body " + shown(problem.get()) + ".");
      }
      if (node instanceof ObjectNode object) {
        return object;
      }
      throw HttpProblem.badRequest("The body must be a JSON object like {\"job_type\": \"noop\"}.");
    } catch (JacksonException e) {
      Optional<String> twice = GivenJson.twice(e);
      if (twice.isPresent()) {
        throw HttpProblem.badRequest(
            "The body has the field \"" + shown(twice.get()) + "\" twice: leave one of them.");
      }
      throw HttpProblem.badRequest("The body is not valid JSON: " + shown(e.getOriginalMessage()));
    }
  }

  private byte[] bytes() throws HttpProblem, IOException {
    if (contentLength().orElse(0L) > DRAINED) {
      throw tooLarge();
    }
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 13];
    long total = 0;
    InputStream in = body();
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      total += n;
      if (total <= LARGEST_JSON) {
        read.write(buffer, 0, n);
      } else if (total > DRAINED) {
        break;
      }
    }
    if (total > LARGEST_JSON) {
      throw tooLarge();
    }
    return read.toByteArray();
  }

  private static HttpProblem tooLarge() {
    return new HttpProblem(
        413, "The body is larger than 1 MB. Files go to POST /api/files, not into the JSON.");
  }

  /** Fit for a sentence. */
  static String shown(String text) {
    String clean = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]+", " ").strip();
    return clean.length() <= 160 ? clean : clean.substring(0, 159) + "…";
  }

  private static Map<String, List<String>> fields(@Nullable String raw) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    if (raw == null || raw.isEmpty()) {
      return fields;
    }
    for (String pair : raw.split("&")) {
      int equals = pair.indexOf('=');
      String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
      fields.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }
    return fields;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text; // a lone per cent sign is meant as one
    }
  }
}
