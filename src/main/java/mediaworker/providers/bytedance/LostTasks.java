package mediaworker.providers.bytedance;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.providers.CreateCall;
import mediaworker.providers.Operation;
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

/** Looks for a video task whose create was not answered, in the list that ModelArk keeps 7 days. */
final class LostTasks {

  /** How long a task is listed. */
  private static final Duration KEPT = Duration.ofDays(7);

  private static final int PAGE = 100;
  private static final int MOST_PAGES = 10;

  /** Clocks may differ by that, however equal they look. */
  private static final Duration SLACK = Duration.ofMinutes(2);

  private final HttpUrl tasks;
  private final String authorization;
  private final ArkAnswers answers;
  private final FreeCalls http;
  private final Cancellation cancellation;

  /** Whether the call may be older than what is listed, however the clock was moved. */
  private boolean mayBeForgotten;

  private boolean outOfTime;

  LostTasks(
      HttpUrl tasks,
      String authorization,
      ArkAnswers answers,
      FreeCalls http,
      Cancellation cancellation) {
    this.tasks = tasks;
    this.answers = answers;
    this.authorization = authorization;
    this.http = http;
    this.cancellation = cancellation;
  }

  /** A task, and when the list it stands in says that the call's was created. */
  private record Listed(JsonNode item, CreationWindow window) {

    /** The far future where that is not told. */
    Instant created() {
      return Instant.ofEpochSecond(item.path("created_at").asLong(Instant.MAX.getEpochSecond()));
    }
  }

  /**
   * Looks for the call's task: by its marker whenever it was created, else by its time.
   *
   * @param marked whether the call's marker went along
   * @param now by the same clock as the intent
   */
  Recovery find(CreateCall call, boolean marked, Instant now)
      throws IOException, InterruptedException {
    List<TaskRef> matching = new ArrayList<>();
    List<TaskRef> others = new ArrayList<>();
    List<Listed> all = all(call.intendedAt(), now);
    for (Listed listed : all) {
      JsonNode item = listed.item();
      TaskRef task = new TaskRef(Json.text(item, "/id"), Operation.ANIMATION, "");
      Instant created = listed.created();
      boolean early = created.isBefore(listed.window().earliest());
      boolean tooEarly = created.isBefore(listed.window().doubtful());
      boolean sameModel = Json.text(item, "/model").equals(call.model());
      String marker = marked ? marker(item, task, tooEarly || (early && !sameModel)) : "";
      if (marker.equals(call.marker())) {
        return new Recovery.Found(task);
      }
      boolean alike = !marked && sameModel;
      if (marker.isEmpty() && !early) {
        (alike ? matching : others).add(task);
      } else if (alike && !tooEarly) {
        others.add(task); // unless the clock was moved, it is older than the call
      }
    }
    if (outOfTime) {
      return new Recovery.CannotTell(CreationWindow.OUT_OF_TIME);
    }
    if (mayBeForgotten) {
      return new Recovery.CannotTell(
          "ModelArk lists tasks for " + KEPT.toDays() + " days, and the call may be older");
    }
    return all.size() < PAGE * MOST_PAGES || isNothingBehind(all)
        ? new Recovery.Candidates(matching, others)
        : new Recovery.CannotTell(
            "ModelArk lists more than " + PAGE * MOST_PAGES + " tasks, too many to look through");
  }

  /**
   * Whether what comes behind these is too old to be the call's. The order of the list is not
   * documented, so it has to be seen: newest first.
   */
  private static boolean isNothingBehind(List<Listed> all) {
    for (int i = 1; i < all.size(); i++) {
      if (all.get(i).created().isAfter(all.get(i - 1).created())) {
        return false;
      }
    }
    Listed last = all.get(all.size() - 1);
    return last.created().isBefore(last.window().doubtful());
  }

  /** Sources disagree whether the list shows the marker; the single task does. */
  private String marker(JsonNode item, TaskRef task, boolean another)
      throws IOException, InterruptedException {
    String listed = Json.text(item, "/safety_identifier");
    return listed.isEmpty() && !another
        ? Json.text(
            ask(tasks.newBuilder().addPathSegment(task.id()).build()).json(), "/safety_identifier")
        : listed;
  }

  private List<Listed> all(Instant intendedAt, Instant now)
      throws IOException, InterruptedException {
    List<Listed> found = new ArrayList<>();
    for (int page = 1; page <= MOST_PAGES; page++) {
      Answer list =
          ask(
              tasks
                  .newBuilder()
                  .addQueryParameter("page_num", Integer.toString(page))
                  .addQueryParameter("page_size", Integer.toString(PAGE))
                  .build());
      CreationWindow window = CreationWindow.of(intendedAt, list, now, SLACK);
      mayBeForgotten |= window.before().compareTo(KEPT) > 0;
      outOfTime |= window.isOutOfTime();
      JsonNode items = list.json().path("items");
      if (!items.isArray()) {
        throw new UnreadableListException("ModelArk's list of tasks cannot be read");
      }
      for (JsonNode item : items) {
        found.add(new Listed(item, window));
      }
      if (items.size() < PAGE) {
        return found;
      }
    }
    return found;
  }

  private Answer ask(HttpUrl url) throws IOException, InterruptedException {
    Answer answer =
        http.send(
            new Request.Builder().url(url).header("Authorization", authorization).build(),
            cancellation);
    if (!answer.isSuccess()) {
      throw new IOException(answers.unanswered(answer));
    }
    if (!answer.json().isObject()) {
      throw new UnreadableListException("ModelArk's list of tasks cannot be read");
    }
    return answer;
  }
}
