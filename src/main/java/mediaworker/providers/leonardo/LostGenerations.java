package mediaworker.providers.leonardo;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.providers.CreateCall;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Recovery;
import mediaworker.providers.TaskRef;
import mediaworker.providers.UnreadableListException;
import mediaworker.providers.http.Answer;
import mediaworker.providers.http.CreationWindow;
import mediaworker.providers.http.FreeCalls;
import mediaworker.providers.http.Json;
import okhttp3.HttpUrl;
import okhttp3.Request;
import tools.jackson.databind.JsonNode;

/** Looks for a generation whose create was not answered, in the list of the user's own. */
final class LostGenerations {

  private static final int PAGE = 50;
  private static final int MOST_PAGES = 10;

  /** Clocks may differ by that, however equal they look. */
  private static final Duration SLACK = Duration.ofMinutes(2);

  private final HttpUrl base;
  private final String authorization;
  private final LeonardoAnswers answers;
  private final FreeCalls http;
  private final Cancellation cancellation;

  LostGenerations(
      HttpUrl base,
      String authorization,
      LeonardoAnswers answers,
      FreeCalls http,
      Cancellation cancellation) {
    this.base = base;
    this.answers = answers;
    this.authorization = authorization;
    this.http = http;
    this.cancellation = cancellation;
  }

  /**
   * Everything made since the intent, told apart by the prompt; and what is alike but seems older,
   * since the clock may have been moved meanwhile.
   *
   * @param now by the same clock as the intent
   */
  Recovery find(MediaRequest request, CreateCall call, Instant now)
      throws IOException, InterruptedException {
    String user = Json.text(ask(url("v1/me")).json(), "/user_details/0/user/id");
    if (user.isEmpty()) {
      throw new UnreadableListException("Leonardo does not say who the key belongs to");
    }
    List<TaskRef> matching = new ArrayList<>();
    List<TaskRef> others = new ArrayList<>();
    boolean behind = false;
    for (int page = 0; page < MOST_PAGES; page++) {
      HttpUrl list =
          url("v1/generations/user")
              .newBuilder()
              .addPathSegment(user)
              .addQueryParameter("offset", Integer.toString(page * PAGE))
              .addQueryParameter("limit", Integer.toString(PAGE))
              .build();
      Answer answer = ask(list);
      CreationWindow window = CreationWindow.of(call.intendedAt(), answer, now, SLACK);
      if (window.isOutOfTime()) {
        return new Recovery.CannotTell(CreationWindow.OUT_OF_TIME);
      }
      JsonNode generations = answer.json().path("generations");
      if (!generations.isArray()) {
        throw new UnreadableListException("Leonardo's list of generations cannot be read");
      }
      boolean older = false;
      for (JsonNode generation : generations) {
        Instant created = createdAt(generation);
        boolean early = created.isBefore(window.earliest());
        behind |= early;
        older |= created.isBefore(window.doubtful());
        TaskRef task = new TaskRef(Json.text(generation, "/id"), request.operation(), "");
        String prompt = Json.text(generation, "/prompt").strip();
        boolean alike = !prompt.isEmpty() && prompt.equals(request.prompt().strip());
        if (!early) {
          (alike ? matching : others).add(task);
        } else if (alike && !created.isBefore(window.doubtful())) {
          others.add(task);
        }
      }
      // Newest first: behind a page that goes back far enough there is nothing of interest.
      if (older || generations.size() < PAGE) {
        return new Recovery.Candidates(matching, others);
      }
    }
    return behind
        ? new Recovery.Candidates(matching, others)
        : new Recovery.CannotTell(
            "Leonardo lists more than " + PAGE * MOST_PAGES + " newer generations");
  }

  /** Times come without a zone and are UTC; one that cannot be read counts as new. */
  private static Instant createdAt(JsonNode generation) {
    String text = Json.text(generation, "/createdAt");
    try {
      return text.matches(".*(Z|[+-]\\d\\d:?\\d\\d)$")
          ? OffsetDateTime.parse(text).toInstant()
          : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return Instant.MAX;
    }
  }

  private HttpUrl url(String path) {
    return base.newBuilder().addPathSegments(path).build();
  }

  private Answer ask(HttpUrl url) throws IOException, InterruptedException {
    Request request = new Request.Builder().url(url).header("Authorization", authorization).build();
    Answer answer = http.send(request, cancellation);
    if (!answer.isSuccess()) {
      throw new IOException(answers.unanswered(answer));
    }
    return answer;
  }
}
