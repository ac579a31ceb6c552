package mediaworker.handlers.remote;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import mediaworker.assets.AssetException;
import mediaworker.assets.AssetLibrary;
import mediaworker.concurrent.Cancellation;
import mediaworker.handlers.Failures;
import mediaworker.handlers.JsonColumn;
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
  private final Ending ending;
  private final OpenCalls openCalls;
  private final UnderWay underWay;
  private final JobTasks jobTasks;

  /** Why no further call of a job can be made, until what the others have made is delivered. */
  private final Map<Long, JobFailure> hindered = new ConcurrentHashMap<>();

  RemoteHandler(ProviderChoice providers, AssetLibrary assets, RemoteCycle cycle) {
    this.providers = providers;
    this.media = new RowMedia(assets);
    this.planning = new Planning(providers, media, cycle.ledger());
    this.cycle = cycle;
    this.creating = new Creating(cycle);
    this.watching = new Watching(cycle);
    Delivery delivery = new Delivery(assets, cycle);
    this.ending = new Ending(delivery, cycle);
    this.underWay = new UnderWay(watching, delivery, cycle);
    this.jobTasks = new JobTasks(watching, underWay, cycle);
    this.openCalls = new OpenCalls(cycle);
  }

  /** By which the rows look at their tasks. */
  Watching watching() {
    return watching;
  }

  @Override
  public Set<String> kinds() {
    return OPERATIONS.keySet();
  }

  @Override
  public RemoteJob decode(Job job) throws JobFailure {
    try {
      return new RemoteFields(job, Objects.requireNonNull(OPERATIONS.get(job.type())))
          .read(providers);
    } catch (JobFailure e) {
      return openCalls.asBegun(job.id(), providers, e);
    }
  }

  /** The provider, the model that it would use, and the settings that shape what it makes. */
  @Override
  public Optional<String> recipe(RemoteJob job) {
    if (job.unreadable() != null) {
      return Optional.empty();
    }
    String model;
    try {
      model = job.provider().provider().plan(RowMedia.asNamed(job)).model();
    } catch (ProviderException e) {
      model = job.draft().request().model(); // the run says what is wrong with it
    }
    List<String> shape = job.provider().provider().shapedBy(job.draft().request().operation());
    return Optional.of(
        ("1 " + job.provider().name() + " " + model + " " + String.join(" ", shape)).strip());
  }

  @Override
  public JobResult run(RemoteJob job, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    try {
      List<PaidCall> calls = openCalls.takenUpAgain(context.job().id());
      underWay.beginAnew(calls);
      if (calls.stream().anyMatch(call -> call.state() == State.INTENDED)) {
        return new JobResult.Waiting(cycle.now(), Double.NaN, "finds out what became of its call");
      }
      if (calls.isEmpty()) {
        JsonColumn.check("input_data", context.job().inputData());
      }
      JobPlan planned = planning.of(job, calls, context);
      JobFailure hindrance = hindered.remove(context.job().id());
      JobPlan plan = hindrance == null ? planned : planned.hinderedBy(hindrance);
      if (planning.isOver(plan, calls)) {
        return ending.of(plan, calls, context);
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
      throw OpenCalls.unreadLedger(e);
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

  private JobResult next(RemoteJob job, JobContext context)
      throws JobFailure, AssetException, StoreException, IOException, InterruptedException {
    List<PaidCall> known = openCalls.of(context.job().id());
    JobPlan plan = planning.of(job, known, context);
    if (planning.toBeMade(plan, known).isEmpty() && known.stream().noneMatch(UnderWay::isInDoubt)) {
      return watched(plan, known, context);
    }
    // What is under way goes first: its links expire while another call waits for its turn.
    UnderWay.Seen seen = underWay.look(plan, known, context);
    List<PaidCall> calls = seen.calls();
    for (PaidCall call : calls) {
      if (call.state() == State.UNKNOWN) {
        // Not looked for again: a candidate that is no longer listed proves nothing.
        return seen.before(
            Faults.undecided(
                plan.setup(), call, call.message() == null ? "no answer came" : call.message()));
      }
    }
    for (PaidCall call : calls) {
      if (call.state() == State.INTENDED) {
        return creating
            .takeUp(plan, call, context.cancellation())
            .map(seen::before)
            .orElseGet(this::atOnce);
      }
      if (call.state() == State.ACCEPTED && call.taskPath() == null) {
        return adopted(plan, call, context.cancellation());
      }
    }
    Optional<Integer> step = planning.toBeMade(plan, calls);
    return step.isPresent() ? made(plan, step.get(), seen, context) : watched(plan, calls, context);
  }

  /** One more call; where it cannot be made, those that have been are not given up for it. */
  private JobResult made(JobPlan plan, int step, UnderWay.Seen seen, JobContext context)
      throws JobFailure, AssetException, StoreException, IOException, InterruptedException {
    Optional<JobResult> denied = creating.denied(plan.setup()); // before sources are fetched
    if (denied.isPresent()) {
      return seen.waitsOnlyForItself() && creating.isDeniedByItself(plan.setup(), seen.overdue())
          ? watched(plan, seen.calls(), context)
          : seen.before(denied.get());
    }
    JobFailure hindrance;
    try {
      MediaRequest request = media.complete(plan.job(), true, context);
      return creating
          .create(plan, request, step, context)
          .map(seen::before)
          .orElseGet(this::atOnce);
    } catch (AssetException e) {
      hindrance = Failures.of(e);
    } catch (JobFailure e) {
      hindrance = e;
    }
    if (hindrance.kind() != JobFailure.Kind.INPUT || !seen.hasAny()) {
      throw hindrance;
    }
    return watched(plan.hinderedBy(hindrance), seen.calls(), context);
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
    String why = Faults.notAdoptable(setup);
    if (setup.provider().hasTasks(Watching.task(call).operation())) {
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
    Optional<JobResult> waits = jobTasks.look(plan, calls, context);
    if (waits.isPresent()) {
      return waits.get();
    }
    List<PaidCall> ended = cycle.ledger().of(context.job().id());
    if (!planning.isOver(plan, ended)) {
      return atOnce(); // one that failed is made again
    }
    JobFailure hindrance = plan.hindrance();
    if (hindrance != null) {
      hindered.put(context.job().id(), hindrance);
    }
    boolean textsOnly =
        ended.stream()
            .flatMap(call -> OutputsJson.read(call.outputs()).stream())
            .allMatch(output -> output instanceof mediaworker.providers.RemoteOutput.Text);
    return textsOnly
        ? ending.of(plan, ended, context)
        : new JobResult.Ready(plan.setup().description().title() + " has finished; fetching");
  }

  private JobResult atOnce() {
    return new JobResult.Waiting(cycle.now(), Double.NaN, "is under way");
  }
}
