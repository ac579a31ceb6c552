package mediaworker.providers.replicate;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import mediaworker.providers.Operation;
import mediaworker.providers.ProviderException;
import mediaworker.providers.Recovery;
import mediaworker.providers.TaskRef;
import mediaworker.providers.UnreadableListException;
import mediaworker.providers.http.Answer;
import mediaworker.providers.http.CreationWindow;
import mediaworker.providers.http.Faults;
import mediaworker.providers.http.Json;
import mediaworker.providers.http.Said;
import okhttp3.HttpUrl;
import tools.jackson.databind.JsonNode;

/**
 * Looks for a prediction whose id was never read in the list of all predictions, newest first: of
 * the same model, made at the time of the call by the server's own clock and not on the website.
 * One with the same prompt matches; one with another prompt is another call's, since inputs are
 * listed as they were sent; one whose inputs are deleted (after an hour), or that has no prompt,
 * could be it. So could one at another time, since our clock may have been moved meanwhile.
 */
final class LostPredictions {

  /** Clocks of both sides, and what an answer's Date header rounds off. */
  private static final Duration SLACK = Duration.ofSeconds(30);

  /** A create that has not arrived by then will not. */
  private static final Duration LATEST = Duration.ofMinutes(15);

  private static final int MOST_PAGES = 20;

  private final ModelName model;
  private final String prompt;
  private final Instant intendedAt;
  private final Instant now;
  private final Faults faults;

  /**
   * A search.
   *
   * @param prompt as it was sent; empty where there was none
   * @param now by the same clock as {@code intendedAt}
   */
  LostPredictions(ModelName model, String prompt, Instant intendedAt, Instant now, Faults faults) {
    this.model = model;
    this.prompt = plain(prompt);
    this.intendedAt = intendedAt;
    this.now = now;
    this.faults = faults;
  }

  /** Reads a page of the list. */
  @FunctionalInterface
  interface Pages {
    /** The page that a cursor stands for; the first one for an empty one. */
    Answer read(String cursor) throws IOException, InterruptedException;
  }

  Recovery search(Operation operation, Pages pages)
      throws IOException, InterruptedException, ProviderException {
    List<TaskRef> matching = new ArrayList<>();
    List<TaskRef> others = new ArrayList<>();
    String cursor = "";
    boolean behind = false;
    for (int page = 0; page < MOST_PAGES; page++) {
      Answer answer = pages.read(cursor);
      JsonNode body = answer.json();
      if (Set.of(401, 402, 403).contains(answer.status())) {
        Said said = ReplicateAnswers.said(answer, body);
        throw faults.notPrepared(ReplicateAnswers.kind(answer.status(), said), answer, said);
      }
      if (!answer.isSuccess()) {
        throw new IOException(
            "Replicate's list of predictions cannot be read (HTTP " + answer.status() + ")");
      }
      if (!body.path("results").isArray()) {
        throw new UnreadableListException("Replicate's list of predictions cannot be read");
      }
      CreationWindow window = CreationWindow.of(intendedAt, answer, now, SLACK);
      if (window.isOutOfTime()) {
        return new Recovery.CannotTell(CreationWindow.OUT_OF_TIME);
      }
      Instant latest = window.earliest().plus(LATEST);
      for (JsonNode prediction : body.path("results")) {
        Instant created = created(prediction);
        if (created.isBefore(window.doubtful())) {
          return new Recovery.Candidates(matching, others);
        }
        boolean early = created.isBefore(window.earliest());
        behind |= early;
        TaskRef task = new TaskRef(Json.text(prediction, "/id"), operation, "");
        if (isOfModel(prediction)) {
          String theirs = plain(Json.text(prediction, "/input/prompt"));
          if (theirs.isEmpty() || prompt.isEmpty()) {
            others.add(task);
          } else if (theirs.equals(prompt)) {
            (early || created.isAfter(latest) ? others : matching).add(task);
          }
        }
      }
      cursor = cursor(Json.text(body, "/next"));
      if (cursor.isEmpty()) {
        return new Recovery.Candidates(matching, others);
      }
    }
    if (behind) {
      return new Recovery.Candidates(matching, others);
    }
    return new Recovery.CannotTell(
        "Replicate has made too many predictions since; look for it at replicate.com/predictions");
  }

  private static Instant created(JsonNode prediction) throws IOException {
    try {
      return OffsetDateTime.parse(Json.text(prediction, "/created_at")).toInstant();
    } catch (DateTimeException e) {
      throw new UnreadableListException("Replicate's list of predictions has one without a time");
    }
  }

  private boolean isOfModel(JsonNode prediction) {
    String name = Json.text(prediction, "/model");
    String version = Json.text(prediction, "/version");
    return !Json.text(prediction, "/source").equals("web")
        && (model.name().isEmpty() || name.isEmpty() || name.equalsIgnoreCase(model.path()))
        && (model.version().isEmpty()
            || !version.matches("[0-9a-f]{64}")
            || version.equals(model.version()));
  }

  private static String plain(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }

  private static String cursor(String next) {
    HttpUrl url = HttpUrl.parse(next);
    String cursor = url == null ? null : url.queryParameter("cursor");
    return cursor == null ? "" : cursor;
  }
}
