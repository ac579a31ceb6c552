package mediaworker.handlers.remote;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import mediaworker.assets.AssetException;
import mediaworker.assets.AssetLibrary;
import mediaworker.concurrent.Cancellation;
import mediaworker.handlers.Failures;
import mediaworker.jobs.CallLedger.Permit;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.PaidCall;
import mediaworker.jobs.PaidCall.State;
import mediaworker.jobs.RemoteJobHandler;
import mediaworker.jobs.StoreException;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Operation;
import mediaworker.providers.ProviderException;
import mediaworker.providers.TaskRef;

/**
 * All job types that a provider does. On a thread of the pool a row is checked, and later its
 * outputs are fetched; everything between goes by steps beside the pool, each of which looks into
 * the ledger and does what is next. So a step can be broken off anywhere and taken again.
 */
public final class RemoteHandler implements RemoteJobHandler<RemoteJob> {

  /** What each job type is. */
  static final Map<String, Operation> OPERATIONS =
      new TreeMap<>(
          Map.of(
              "image_generation", Operation.IMAGE_GENERATION,
              "animation", Operation.ANIMATION,
              "background_removal", Operation.IMAGE_BACKGROUND_REMOVAL,
              "style_analysis", Operation.IMAGE_ANALYSIS,
              "palette_analysis", Operation.IMAGE_ANALYSIS,
              "animation_prompting", Operation.IMAGE_ANALYSIS,
              "video_understanding", Operation.VIDEO_ANALYSIS,
              "gpu_job", Operation.GPU_JOB,
              "replicate", Operation.ANY_MODEL,
              "fal", Operation.ANY_MODEL));

  private final ProviderChoice providers;
  private final RowMedia media;
  private final Planning planning;
  private final RemoteCycle cycle;
  private final Creating creating;
  private final Watching watching;
  private final Delivery delivery;

  RemoteHandler(ProviderChoice providers, AssetLibrary assets, RemoteCycle cycle) {
    this.providers = providers;
    this.media = new RowMedia(assets);
    this.planning = new Planning(providers, media, cycle.ledger());
    this.cycle = cycle;
    this.creating = new Creating(cycle);
    this.watching = new Watching(cycle);
    this.delivery = new Delivery(assets, cycle);
  }

  @Override
  public Set<String> kinds() {
    return OPERATIONS.keySet();
  }

  @Override
  public RemoteJob decode(Job job) throws JobFailure {
    return new RemoteFields(job, Objects.requireNonNull(OPERATIONS.get(job.type())))
        .read(providers);
  }

  /** The provider, and the model that it would use. */
  @Override
  public Optional<String> recipe(RemoteJob job) {
    String model;
    try {
      model = job.provider().provider().plan(RowMedia.asNamed(job)).model();
    } catch (ProviderException e) {
      model = job.draft().request().model(); // the run says what is wrong with it
    }
    return Optional.of("1 " + job.provider().name() + " " + model);
  }

  @Override
  public JobResult run(RemoteJob job, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    try {
      List<PaidCall> calls = takenUpAgain(context.job().id());
      if (calls.stream()
          .anyMatch(call -> call.state() == State.INTENDED || call.state() == State.UNKNOWN)) {
        return new JobResult.Waiting(cycle.now(), Double.NaN, "finds out what became of its call");
      }
      JobPlan plan = planning.of(job, calls, context);
      if (planning.isOver(plan, calls)) {
        return delivered(plan, calls, context);
      }
      ProviderSetup setup = plan.setup();
      if (calls.isEmpty()) {
        Optional<Permit.Denied> denied =
            cycle.ledger().wouldDeny(setup.name(), cycle.limits().of(setup), cycle.now());
        if (denied.isPresent()) {
          return new JobResult.Snoozed(denied.get().until(), denied.get().reason(), setup.name());
        }
      }
      return new JobResult.Waiting(
          cycle.now(), Double.NaN, "goes to " + setup.description().title());
    } catch (StoreException e) {
      if (e.kind() == StoreException.Kind.FOR_NOW) {
        throw JobFailure.databaseAway(e.sentence(), e);
      }
      throw JobFailure.transientFault(e.sentence(), e);
    } catch (AssetException e) {
      throw Failures.of(e);
    }
  }

  @Override
  public JobResult advance(RemoteJob job, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    try {
      return next(job, context);
    } catch (StoreException e) {
      if (e.kind() == StoreException.Kind.FOR_NOW) {
        // What is on its way is in the ledger or on the disk: the next step takes it up.
        return new JobResult.Waiting(cycle.now().plus(DATABASE_AWAY), Double.NaN, e.sentence());
      }
      throw new IOException(e.sentence(), e);
    } catch (AssetException e) {
      throw Failures.of(e);
    }
  }

  private static final Duration DATABASE_AWAY = Duration.ofSeconds(10);

  /** The open calls, after a person has queued the row again. */
  private List<PaidCall> takenUpAgain(long jobId) throws StoreException {
    for (PaidCall call : cycle.ledger().of(jobId)) {
      if (call.state() == State.UNKNOWN && call.asked()) {
        // The person was asked, and has said: again.
        cycle.ledger().ended(call, State.DROPPED, "made again", "", null, cycle.now());
      }
    }
    return openCalls(jobId);
  }

  /** The open calls; a row that is worked on waits again for those that it had given up. */
  private List<PaidCall> openCalls(long jobId) throws StoreException {
    List<PaidCall> calls = cycle.ledger().of(jobId);
    boolean givenUp = false;
    for (PaidCall call : calls) {
      if (call.state() == State.ABANDONED && call.taskId() != null) {
        String path = call.taskPath() == null ? "" : call.taskPath();
        cycle.ledger().accepted(call, call.taskId(), path, null, cycle.now());
        givenUp = true;
      }
    }
    return givenUp ? cycle.ledger().of(jobId) : calls;
  }

  private JobResult next(RemoteJob job, JobContext context)
      throws JobFailure, AssetException, StoreException, IOException, InterruptedException {
    List<PaidCall> calls = openCalls(context.job().id());
    JobPlan plan = planning.of(job, calls, context);
    for (PaidCall call : calls) {
      if (call.state() == State.UNKNOWN && call.asked()) {
        return Faults.undecided(
            plan.setup(), call, call.message() == null ? "no answer came" : call.message());
      }
    }
    for (PaidCall call : calls) {
      if (call.state() == State.INTENDED || call.state() == State.UNKNOWN) {
        return creating.takeUp(plan, call, context.cancellation()).orElseGet(this::atOnce);
      }
      if (call.state() == State.ACCEPTED && call.taskPath() == null) {
        return adopted(plan, call, context.cancellation());
      }
    }
    Optional<Integer> step = planning.toBeMade(plan, calls);
    if (step.isPresent()) {
      MediaRequest request = media.complete(plan.job(), true, context);
      return creating.create(plan, request, step.get(), context).orElseGet(this::atOnce);
    }
    return watched(plan, calls, context);
  }

  /**
   * A person has named the task, whose provider knows what else is needed to find it. A task that
   * it does not know was misspelt: nothing is given up for that.
   */
  private JobResult adopted(JobPlan plan, PaidCall call, Cancellation cancellation)
      throws StoreException, IOException, InterruptedException {
    ProviderSetup setup = plan.setup();
    String id = Objects.requireNonNullElse(call.taskId(), "");
    String title = setup.description().title();
    String why = title + " keeps no tasks that could be adopted";
    if (setup.provider().hasTasks()) {
      TaskRef task = setup.provider().adopted(id, plan.request(), plan.call(call));
      if (watching.knows(setup, call, task, cancellation)) {
        cycle.accepted(call, task, null);
        return atOnce();
      }
      why = title + " knows no task " + id;
    }
    cycle.ledger().ended(call, State.UNKNOWN, why, "", null, cycle.now());
    return Faults.undecided(setup, call, why);
  }

  private JobResult watched(JobPlan plan, List<PaidCall> calls, JobContext context)
      throws JobFailure, AssetException, StoreException, IOException, InterruptedException {
    double done = 0;
    Instant next = Instant.MAX;
    String note = "";
    boolean over = true;
    for (PaidCall call : calls) {
      if (call.state() != State.ACCEPTED) {
        done += 1;
        continue;
      }
      Watching.Look look =
          watching.look(plan.setup(), context.job().type(), call, context.cancellation());
      over &= look.over();
      done += Double.isNaN(look.fraction()) ? 0 : look.fraction();
      if (!look.over() && look.next().isBefore(next)) {
        next = look.next();
        note = look.note();
      }
    }
    if (!over) {
      double fraction = done == 0 ? Double.NaN : 0.9 * done / calls.size();
      return new JobResult.Waiting(next, fraction, note);
    }
    List<PaidCall> ended = cycle.ledger().of(context.job().id());
    if (!planning.isOver(plan, ended)) {
      return atOnce(); // one that failed is made again
    }
    boolean textsOnly =
        ended.stream()
            .flatMap(call -> OutputsJson.read(call.outputs()).stream())
            .allMatch(output -> output instanceof mediaworker.providers.RemoteOutput.Text);
    return textsOnly
        ? delivered(plan, ended, context)
        : new JobResult.Ready(plan.setup().description().title() + " has finished; fetching");
  }

  private JobResult atOnce() {
    return new JobResult.Waiting(cycle.now(), Double.NaN, "is under way");
  }

  private JobResult delivered(JobPlan plan, List<PaidCall> calls, JobContext context)
      throws JobFailure, AssetException, StoreException, IOException, InterruptedException {
    List<PaidCall> good = calls.stream().filter(call -> call.state() == State.SUCCEEDED).toList();
    Optional<PaidCall> failed =
        calls.stream().filter(call -> call.state() == State.FAILED).findFirst();
    if (good.isEmpty()) {
      throw plan.hindrance() != null
          ? plan.hindrance()
          : JobFailure.input(failed.map(PaidCall::message).orElse("nothing was made"));
    }
    List<String> places = new ArrayList<>();
    for (PaidCall call : good) {
      try {
        places.addAll(delivery.deliver(plan.job(), call, context));
      } catch (AssetException e) {
        return notFetched(plan, call, e, context);
      }
    }
    if (places.isEmpty()) {
      throw JobFailure.input(
          plan.setup().description().title() + " says it has finished, but there is no output.");
    }
    String note =
        good.get(0).provider()
            + " "
            + good.get(0).model()
            + (places.size() > 1 ? ", " + places.size() + " outputs" : "")
            + failed
                .map(
                    call ->
                        "; "
                            + (calls.size() - good.size())
                            + " of "
                            + calls.size()
                            + " calls failed: "
                            + call.message())
                .orElse("");
    return new JobResult.Finished(places.get(0), note, places.size() > 1 ? places : List.of());
  }

  /**
   * Links expire: a provider that is asked once more may give fresh ones. What its server says is
   * gone is given up in the end; what a rule or setting of ours is against stays to be fetched.
   */
  private JobResult notFetched(JobPlan plan, PaidCall call, AssetException e, JobContext context)
      throws JobFailure, AssetException, StoreException, IOException, InterruptedException {
    if (e.worthRetrying()) {
      throw Failures.of(e);
    }
    boolean hasTask = call.taskId() != null;
    if (hasTask && call.message() == null) {
      cycle.ledger().lookAgain(call, "its output could not be fetched: " + e.sentence());
      return new JobResult.Waiting(cycle.now(), Double.NaN, "asks for a fresh link");
    }
    String title = plan.setup().description().title();
    if (!e.isGone()) {
      if (hasTask) {
        // Its next life begins with a fresh link.
        cycle.ledger().ended(call, State.ABANDONED, "not fetched", "", null, cycle.now());
      }
      throw JobFailure.input(
          title
              + " has finished this job, but its output was not fetched: "
              + e.sentence()
              + " Status 'queued' fetches it again without paying anew.");
    }
    if (!hasTask && context.job().attempts() < context.job().maxAttempts()) {
      throw JobFailure.transientFault(e.sentence(), e);
    }
    String gone =
        title
            + " finished this job, but its output cannot be fetched any more: "
            + e.sentence()
            + " Status 'queued' has it made again, and pays again.";
    cycle.ledger().ended(call, State.FAILED, gone, "", null, cycle.now());
    // What the other calls have made is still delivered.
    return delivered(plan, cycle.ledger().of(context.job().id()), context);
  }
}
