package mediaworker.providers.bytedance;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.providers.CreateCall;
import mediaworker.providers.Operation;
import mediaworker.providers.Recovery;
import mediaworker.providers.TaskRef;
import mediaworker.providers.http.Answer;
import mediaworker.providers.http.FreeCalls;
import mediaworker.providers.http.Json;
import okhttp3.HttpUrl;
import okhttp3.Request;
import tools.jackson.databind.JsonNode;

/** Looks for a video task whose create was not answered, in the list that ModelArk keeps 7 days. */
final class LostTasks {

  private static final int PAGE = 100;
  private static final int MOST_PAGES = 10;

  /** Clocks may differ by that. */
  private static final long SKEW_SECONDS = 120;

  private final HttpUrl tasks;
  private final String authorization;
  private final FreeCalls http;
  private final Cancellation cancellation;

  LostTasks(HttpUrl tasks, String authorization, FreeCalls http, Cancellation cancellation) {
    this.tasks = tasks;
    this.authorization = authorization;
    this.http = http;
    this.cancellation = cancellation;
  }

  /**
   * Looks for the call's task.
   *
   * @param marked whether the call's marker went along
   */
  Recovery find(CreateCall call, boolean marked) throws IOException, InterruptedException {
    List<TaskRef> matching = new ArrayList<>();
    List<TaskRef> others = new ArrayList<>();
    for (JsonNode item : since(call.intendedAt().minusSeconds(SKEW_SECONDS))) {
      TaskRef task = new TaskRef(Json.text(item, "/id"), Operation.ANIMATION, "");
      String marker = marked ? marker(item, task) : "";
      if (marker.equals(call.marker())) {
        return new Recovery.Found(task);
      }
      if (marker.isEmpty()) {
        boolean alike = !marked && Json.text(item, "/model").equals(call.model());
        (alike ? matching : others).add(task);
      }
    }
    return new Recovery.Candidates(matching, others);
  }

  /** Sources disagree whether the list shows the marker; the single task does. */
  private String marker(JsonNode item, TaskRef task) throws IOException, InterruptedException {
    String listed = Json.text(item, "/safety_identifier");
    return listed.isEmpty()
        ? Json.text(ask(tasks.newBuilder().addPathSegment(task.id()).build()), "/safety_identifier")
        : listed;
  }

  private List<JsonNode> since(Instant from) throws IOException, InterruptedException {
    List<JsonNode> found = new ArrayList<>();
    for (int page = 1; page <= MOST_PAGES; page++) {
      JsonNode list =
          ask(
              tasks
                  .newBuilder()
                  .addQueryParameter("page_num", Integer.toString(page))
                  .addQueryParameter("page_size", Integer.toString(PAGE))
                  .build());
      JsonNode items = list.path("items");
      if (!items.isArray()) {
        throw new IOException("ModelArk's list of tasks cannot be read");
      }
      for (JsonNode item : items) {
        if (item.path("created_at").asLong(Long.MAX_VALUE) >= from.getEpochSecond()) {
          found.add(item);
        }
      }
      if (items.size() < PAGE) {
        return found;
      }
    }
    throw new IOException(
        "ModelArk lists more than " + PAGE * MOST_PAGES + " tasks, too many to look through");
  }

  private JsonNode ask(HttpUrl url) throws IOException, InterruptedException {
    Answer answer =
        http.send(
            new Request.Builder().url(url).header("Authorization", authorization).build(),
            cancellation);
    JsonNode json = answer.json();
    if (!answer.isSuccess() || !json.isObject()) {
      throw new IOException(
          "ModelArk could not be asked for its tasks (HTTP " + answer.status() + ")");
    }
    return json;
  }
}
