package mediaworker.handlers.remote;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import mediaworker.concurrent.Cancellation;
import mediaworker.jobs.Budget;
import mediaworker.jobs.CallLedger;
import mediaworker.providers.CancelAnswer;
import mediaworker.providers.Cost;
import mediaworker.providers.CreateCall;
import mediaworker.providers.FailureClass;
import mediaworker.providers.Fault;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Operation;
import mediaworker.providers.Plan;
import mediaworker.providers.Polled;
import mediaworker.providers.Provider;
import mediaworker.providers.ProviderDescription;
import mediaworker.providers.ProviderException;
import mediaworker.providers.ProviderSettings;
import mediaworker.providers.Recovery;
import mediaworker.providers.RemoteOutput;
import mediaworker.providers.Submitted;
import mediaworker.providers.TaskRef;
import mediaworker.providers.UnreadableListException;
import mediaworker.providers.http.Answer;
import mediaworker.providers.http.Faults;
import mediaworker.providers.http.FreeCalls;
import mediaworker.providers.http.Said;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A provider of the plainest kind, for tests of what is common to all: {@code POST /create} answers
 * {@code {"id"}} or {@code {"url"}}, {@code GET /tasks/ID} answers {@code {"status", "url"}},
 * {@code GET /find/MARKER} tells of a lost one, or that this is {@code {"unclear"}}. Stands under
 * the name of a real one, so that rows find it.
 */
public final class PlainProvider implements Provider {

  private final String name;
  private final HttpUrl base;
  private final boolean findable;
  boolean cancellable = true;

  /** Whether a task that has ended keeps its result when it is cancelled. */
  boolean cancelKeepsResults = true;

  /** Whether it keeps no markers, and answers with what it has made since. */
  boolean listsTasks;

  /** Whether it takes sources by their address. */
  volatile boolean takesUrls = true;

  /** A task of somebody else, which might be that of a lost call; empty for none. */
  volatile String alien = "";

  /** How long a task may take. */
  Duration patience = Duration.ofMinutes(10);

  /** How long a task may not be found after its create. */
  Duration absentAfter = Duration.ZERO;

  /** Whether it refuses a second create by the same marker. */
  boolean refusesRepeats;

  /** Done while a request is prepared. */
  volatile Consumer<Cancellation> onPrepare = cancellation -> {};

  /** The call from which on none can be prepared. */
  volatile int unpreparable = Integer.MAX_VALUE;

  /** How often an input is not ready yet. */
  final AtomicInteger notReady = new AtomicInteger();

  public PlainProvider(String name, HttpUrl base, boolean findable) {
    this.name = name;
    this.base = base;
    this.findable = findable;
  }

  /** How it is set up: tasks at once, starts a minute, a daily budget, how often it is repeated. */
  public ProviderSetup setup(int inFlight, int startsPerMinute, String budget, int recreate) {
    return new ProviderSetup(
        this,
        about(),
        true,
        new CallLedger.Limits(inFlight, startsPerMinute, Budget.of(budget)),
        Map.of("", patience),
        Duration.ofMillis(20),
        recreate);
  }

  private ProviderDescription about() {
    return new ProviderDescription(name, "Plain", "example.com", List.of("PLAIN_KEY"), Map.of());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Set<Operation> operations() {
    return EnumSet.allOf(Operation.class);
  }

  @Override
  public boolean takesUrls(Operation operation) {
    return takesUrls;
  }

  @Override
  public Plan plan(MediaRequest request) throws ProviderException {
    if (request.prompt().equals("impossible")) {
      throw ProviderException.invalid("This model cannot do impossible things.");
    }
    List<Integer> ones = new ArrayList<>();
    for (int i = 0; i < request.count(); i++) {
      ones.add(1);
    }
    return new Plan(request.model().isEmpty() ? "plain-1" : request.model(), ones);
  }

  @Override
  public Request prepare(
      MediaRequest request, CreateCall call, FreeCalls http, Cancellation cancellation)
      throws ProviderException {
    onPrepare.accept(cancellation);
    if (call.index() >= unpreparable) {
      throw ProviderException.invalid("the picture is no good");
    }
    if (notReady.getAndDecrement() > 0) {
      throw new ProviderException(
          new Fault(
              FailureClass.NOT_READY, "The video is being looked at.", "", Duration.ofMillis(20)));
    }
    String json =
        JsonMapper.shared()
            .createObjectNode()
            .put("prompt", request.prompt())
            .put("marker", call.marker())
            .put("step", call.index())
            .put("model", call.model())
            .put("operation", request.operation().name())
            .put("pictures", request.images().size())
            .toString();
    return new Request.Builder()
        .url(base.resolve("/create"))
        .header("Authorization", "Bearer plain-secret")
        .post(RequestBody.create(json, MediaType.get("application/json")))
        .build();
  }

  @Override
  public Submitted created(MediaRequest request, CreateCall call, Answer answer)
      throws IOException {
    JsonNode json = answer.json();
    if (answer.isSuccess() && json.has("id")) {
      return new Submitted.Accepted(
          new TaskRef(json.get("id").asString(), request.operation(), ""), Optional.empty());
    }
    if (answer.isSuccess() && json.has("url")) {
      return new Submitted.Done(
          List.of(new RemoteOutput.Url(json.get("url").asString())), cost(json));
    }
    if (answer.isSuccess() && json.has("file")) {
      return new Submitted.Done(
          List.of(
              new RemoteOutput.Bytes(
                  Path.of(json.get("file").asString()), json.get("type").asString())),
          cost(json));
    }
    if (answer.isSuccess() && json.has("text")) {
      return new Submitted.Done(
          List.of(new RemoteOutput.Text(json.get("text").asString())), cost(json));
    }
    if (json.has("class")) {
      return new Submitted.Refused(
          new Fault(
              FailureClass.valueOf(json.get("class").asString()),
              json.path("message").asString("no"),
              answer.header("x-request-id"),
              answer.retryAfter(Instant.now()).orElse(null)));
    }
    return new Submitted.Unknown(Fault.of(FailureClass.AMBIGUOUS, "answered " + answer.status()));
  }

  private static Optional<Cost> cost(JsonNode json) {
    return json.has("cost")
        ? Optional.of(new Cost(new BigDecimal(json.get("cost").asString()), "USD"))
        : Optional.empty();
  }

  @Override
  public Request pollRequest(TaskRef task) {
    return new Request.Builder().url(base.resolve("/tasks/" + task.id())).build();
  }

  @Override
  public Polled polled(TaskRef task, Answer answer) throws IOException {
    JsonNode json = answer.json();
    if (answer.status() == 404) {
      return new Faults(about(), new ProviderSettings(name, Map.of(), Map.of()), Instant::now)
          .notAnswered(answer, new Said("", json.path("message").asString(""), ""));
    }
    return switch (json.path("status").asString("")) {
      case "succeeded" ->
          new Polled.Succeeded(
              List.of(new RemoteOutput.Url(json.get("url").asString())), cost(json));
      case "busy" ->
          new Polled.AskAgain(
              new Fault(
                  FailureClass.RATE, "not now", "", answer.retryAfter(Instant.now()).orElse(null)));
      case "moved" -> new Polled.Next(new TaskRef(json.get("to").asString(), task.operation(), ""));
      case "failed" ->
          new Polled.Failed(
              Fault.of(
                  FailureClass.valueOf(json.path("class").asString("PROVIDER_FAULT")),
                  json.path("message").asString("broke")),
              cost(json));
      default -> new Polled.Running(json.path("fraction").asDouble(Double.NaN), "running");
    };
  }

  @Override
  public Recovery recover(
      MediaRequest request, CreateCall call, FreeCalls http, Cancellation cancellation)
      throws IOException, InterruptedException {
    if (!findable) {
      return new Recovery.CannotTell("Plain keeps no list");
    }
    Answer answer =
        http.send(
            new Request.Builder().url(base.resolve("/find/" + call.marker())).build(),
            cancellation);
    JsonNode json = answer.json();
    if (json.has("garbled")) {
      throw new UnreadableListException("Plain's list cannot be read");
    }
    if (json.has("down")) {
      throw new IOException("Plain is down");
    }
    if (json.has("unclear")) {
      return new Recovery.CannotTell("Plain's answer cannot be read");
    }
    List<TaskRef> found =
        json.has("id")
            ? List.of(new TaskRef(json.get("id").asString(), request.operation(), ""))
            : List.of();
    if (listsTasks) {
      List<TaskRef> others =
          alien.isEmpty() ? List.of() : List.of(new TaskRef(alien, request.operation(), ""));
      return new Recovery.Candidates(found, others);
    }
    return found.isEmpty() ? new Recovery.Absent() : new Recovery.Found(found.get(0));
  }

  @Override
  public Duration absentAfter() {
    return absentAfter;
  }

  @Override
  public Optional<Request> cancelRequest(TaskRef task) {
    return cancellable
        ? Optional.of(
            new Request.Builder().url(base.resolve("/tasks/" + task.id())).delete().build())
        : Optional.empty();
  }

  @Override
  public boolean refusesRepeats() {
    return refusesRepeats;
  }

  @Override
  public boolean cancelKeepsResults() {
    return cancelKeepsResults;
  }

  @Override
  public CancelAnswer cancelled(TaskRef task, Answer answer) {
    if (answer.isSuccess()) {
      return CancelAnswer.CANCELLED;
    }
    boolean over = answer.status() == 404 || answer.status() == 409;
    return over ? CancelAnswer.ALREADY_OVER : CancelAnswer.GOES_ON;
  }
}
