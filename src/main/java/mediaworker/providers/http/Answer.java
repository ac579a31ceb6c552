package mediaworker.providers.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A provider's answer. Its body lies on disk from the moment it has arrived, since the answer to a
 * paid call must survive whatever happens next, and may be tens of megabytes of base64.
 *
 * @param status the HTTP status
 * @param headers the response's headers
 * @param body the body's file
 * @param spool where long values within the body are unpacked to: a folder that lives as long as
 *     the call is not delivered
 */
public record Answer(int status, Headers headers, Path body, Path spool) {

  /** As Go writes times: 6m0s, 1.5s, 12ms. */
  private static final Pattern GO_TIME =
      Pattern.compile(
          "(?:(\\d{1,6})h)?(?:(\\d{1,6})m(?!s))?(?:(\\d{1,6}(?:\\.\\d+)?)s)?"
              + "(?:(\\d{1,6}(?:\\.\\d+)?)ms)?");

  /** A text above this is not what anybody sends us on purpose. */
  private static final long MOST_TEXT_BYTES = 4L << 20;

  /** Whether the status is 2xx. */
  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** A header; empty text where it is missing. */
  public String header(String name) {
    String value = headers.get(name);
    return value == null ? "" : value;
  }

  /**
   * The body as JSON; a missing node where it is none. Data URLs in base64 are taken out to files,
   * and replaced by texts that {@link #spooled} understands; one that is broken stays as it is.
   *
   * @throws IOException when the file cannot be read
   */
  public JsonNode json() throws IOException {
    return json(Set.of());
  }

  /**
   * The body as JSON, with base64 taken out to files while it is read, so that it is never held in
   * memory.
   *
   * @param base64Fields names of fields whose texts are base64; each such text is replaced by one
   *     that {@link #spooled} understands. A text that turns out not to be base64 stays as it is
   */
  public JsonNode json(Set<String> base64Fields) throws IOException {
    return SpoolingJson.read(body, base64Fields, spool);
  }

  /** The file that a text of {@link #json(Set)} stands for; empty where it is an ordinary text. */
  public Optional<Path> spooled(String text) {
    return SpoolingJson.file(text, spool);
  }

  /** Whether a file of {@link #spooled} was a data URL rather than a field of base64. */
  public static boolean isOfDataUrl(Path spooled) {
    return String.valueOf(spooled.getFileName()).startsWith(DataUrlStream.PREFIX);
  }

  /** The beginning of the body as text, for messages. */
  public String beginning(int most) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(body))) {
      String text = new String(in.readNBytes(most), java.nio.charset.StandardCharsets.UTF_8);
      return text.replaceAll("[\\p{Cc}\\p{Cf}\\s]+", " ").strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The whole body as text, of at most 4 MB. */
  public String text() throws IOException {
    if (Files.size(body) > MOST_TEXT_BYTES) {
      throw new IOException("a text of " + Files.size(body) + " bytes");
    }
    return Files.readString(body);
  }

  /**
   * {@code Retry-After} (RFC 9110 §10.2.3): seconds or a date; {@code retry-after-ms} where a
   * provider sends it. Without either, the time until a limit that is used up is full again ({@code
   * x-ratelimit-remaining-…: 0} with {@code x-ratelimit-reset-…}, as OpenAI sends them), which is
   * more than is needed.
   *
   * @param now to count a date from, where the server does not tell its own time
   */
  public Optional<Duration> retryAfter(Instant now) {
    try {
      String millis = header("retry-after-ms");
      if (!millis.isEmpty()) {
        return Optional.of(Duration.ofMillis(Math.max(0, Math.round(Double.parseDouble(millis)))));
      }
      String value = header("Retry-After").strip();
      if (value.isEmpty()) {
        return usedUp("requests").or(() -> usedUp("tokens"));
      }
      if (value.matches("\\d{1,9}(\\.\\d+)?")) {
        return Optional.of(Duration.ofMillis(Math.round(Double.parseDouble(value) * 1000)));
      }
      Duration wait =
          Duration.between(
              now.plus(clockAhead(now)),
              ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (NumberFormatException | DateTimeException e) {
      return Optional.empty();
    }
  }

  /**
   * How far the server's clock is ahead of ours, by its {@code Date} (RFC 9110 §6.6.1), which is
   * told in whole seconds; zero where it tells none.
   *
   * @param now by our clock
   */
  public Duration clockAhead(Instant now) {
    try {
      return Duration.between(
          now,
          ZonedDateTime.parse(header("Date"), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Duration.ZERO;
    }
  }

  private Optional<Duration> usedUp(String what) {
    if (!header("x-ratelimit-remaining-" + what).strip().equals("0")) {
      return Optional.empty();
    }
    Matcher parts = GO_TIME.matcher(header("x-ratelimit-reset-" + what).strip());
    if (!parts.matches() || parts.group().isEmpty()) {
      return Optional.empty();
    }
    double millis =
        3_600_000 * number(parts.group(1))
            + 60_000 * number(parts.group(2))
            + 1000 * number(parts.group(3))
            + number(parts.group(4));
    return Optional.of(Duration.ofMillis((long) Math.ceil(millis)));
  }

  private static double number(@Nullable String text) {
    return text == null ? 0 : Double.parseDouble(text);
  }
}
