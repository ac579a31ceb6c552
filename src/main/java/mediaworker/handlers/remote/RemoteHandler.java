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
import mediaworker.jobs.CallLedger.Permit;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.PaidCall;
import mediaworker.jobs.PaidCall.State;
import mediaworker.jobs.RemoteJobHandler;
import mediaworker.jobs.StoreException;
import mediaworker.providers.FailureClass;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Operation;
import mediaworker.providers.Plan;
import mediaworker.providers.ProviderException;

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
  private final RemoteCycle cycle;
  private final Creating creating;
  private final Watching watching;
  private final Delivery delivery;

  RemoteHandler(ProviderChoice providers, AssetLibrary assets, RemoteCycle cycle) {
    this.providers = providers;
    this.media = new RowMedia(assets);
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

  @Override
  public JobResult run(RemoteJob job, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    try {
      List<PaidCall> calls = takenUpAgain(context.job().id());
      if (calls.stream().anyMatch(call -> call.state() == State.INTENDED)) {
        return new JobResult.Waiting(cycle.now(), Double.NaN, "finds out what became of its call");
      }
      Plan plan = plan(job, media.complete(job, false, context));
      if (isOver(job, calls, plan, context)) {
        return delivered(job, calls, context);
      }
      ProviderSetup setup = job.provider();
      if (calls.isEmpty()) {
        Optional<Permit.Denied> denied =
            cycle.ledger().wouldDeny(setup.name(), setup.limits(), cycle.now());
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
      throw of(e);
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
      throw of(e);
    }
  }

  private static final Duration DATABASE_AWAY = Duration.ofSeconds(10);

  /** The open calls, after a person has queued the row again. */
  private List<PaidCall> takenUpAgain(long jobId) throws StoreException {
    List<PaidCall> calls = cycle.ledger().of(jobId);
    for (PaidCall call : calls) {
      if (call.state() == State.UNKNOWN && call.asked()) {
        // The person was asked, and has said: again.
        cycle.ledger().ended(call, State.DROPPED, "made again", "", null, cycle.now());
      } else if (call.state() == State.ABANDONED && call.taskId() != null) {
        String path = call.taskPath() == null ? "" : call.taskPath();
        cycle.ledger().accepted(call, call.taskId(), path, null, cycle.now());
      }
    }
    return cycle.ledger().of(jobId);
  }

  private JobResult next(RemoteJob job, JobContext context)
      throws JobFailure, AssetException, StoreException, IOException, InterruptedException {
    List<PaidCall> calls = cycle.ledger().of(context.job().id());
    for (PaidCall call : calls) {
      if (call.state() == State.UNKNOWN) {
        return Faults.undecided(call, call.message() == null ? "no answer" : call.message());
      }
    }
    ProviderSetup setup = job.provider();
    MediaRequest checked = media.complete(job, false, context);
    Plan plan = plan(job, checked);
    for (PaidCall call : calls) {
      if (call.state() == State.INTENDED) {
        Optional<JobResult> instead =
            creating.takeUp(setup, checked, plan, call, context.cancellation());
        return instead.orElseGet(this::atOnce);
      }
      if (call.state() == State.ACCEPTED && call.taskPath() == null) {
        return adopted(setup, checked, plan, call);
      }
    }
    Optional<Integer> step = toBeMade(setup, calls, plan, context.job().id());
    if (step.isPresent()) {
      MediaRequest request = media.complete(job, true, context);
      Optional<JobResult> instead = creating.create(job, request, plan, step.get(), context);
      return instead.orElseGet(this::atOnce);
    }
    return watched(job, calls, plan, context);
  }

  /** A person has named the task, whose provider knows what else is needed to find it. */
  private JobResult adopted(ProviderSetup setup, MediaRequest request, Plan plan, PaidCall call)
      throws StoreException {
    if (!setup.provider().hasTasks()) {
      String why = setup.name() + " keeps no tasks that could be adopted";
      cycle.ledger().ended(call, State.UNKNOWN, why, "", null, cycle.now());
      return Faults.undecided(call, why);
    }
    String id = Objects.requireNonNullElse(call.taskId(), "");
    cycle.accepted(call, setup.provider().adopted(id, request, Creating.call(plan, call)), null);
    return atOnce();
  }

  private JobResult watched(RemoteJob job, List<PaidCall> calls, Plan plan, JobContext context)
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
      Watching.Look look = watching.look(job.provider(), call, context.cancellation());
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
    if (!isOver(job, ended, plan, context)) {
      return atOnce(); // one that failed is made again
    }
    boolean textsOnly =
        ended.stream()
            .flatMap(call -> OutputsJson.read(call.outputs()).stream())
            .allMatch(output -> output instanceof mediaworker.providers.RemoteOutput.Text);
    return textsOnly
        ? delivered(job, ended, context)
        : new JobResult.Ready(job.provider().description().title() + " has finished; fetching");
  }

  private JobResult atOnce() {
    return new JobResult.Waiting(cycle.now(), Double.NaN, "is under way");
  }

  private static Plan plan(RemoteJob job, MediaRequest request) throws JobFailure {
    try {
      return job.provider().provider().plan(request);
    } catch (ProviderException e) {
      throw Faults.failure(job.provider(), e.fault());
    }
  }

  /** The first step that has no call, or one that came to nothing and may be made again. */
  private Optional<Integer> toBeMade(
      ProviderSetup setup, List<PaidCall> calls, Plan plan, long jobId) throws StoreException {
    for (int step = 0; step < plan.counts().size(); step++) {
      int wanted = step;
      Optional<PaidCall> call = calls.stream().filter(c -> c.step() == wanted).findFirst();
      if (call.isEmpty() || again(setup, call.get(), jobId)) {
        return Optional.of(step);
      }
    }
    return Optional.empty();
  }

  private boolean again(ProviderSetup setup, PaidCall call, long jobId) throws StoreException {
    return switch (call.state()) {
      case REFUSED, DROPPED, CANCELLED -> true;
      case FAILED ->
          setup.recreateFailed() > 0
              && cycle.ledger().failures(jobId, call.step()) <= setup.recreateFailed();
      default -> false;
    };
  }

  private boolean isOver(RemoteJob job, List<PaidCall> calls, Plan plan, JobContext context)
      throws StoreException {
    return toBeMade(job.provider(), calls, plan, context.job().id()).isEmpty()
        && calls.stream()
            .allMatch(call -> call.state() == State.SUCCEEDED || call.state() == State.FAILED);
  }

  private JobResult delivered(RemoteJob job, List<PaidCall> calls, JobContext context)
      throws JobFailure, AssetException, StoreException, IOException, InterruptedException {
    List<PaidCall> good = calls.stream().filter(call -> call.state() == State.SUCCEEDED).toList();
    Optional<PaidCall> failed =
        calls.stream().filter(call -> call.state() == State.FAILED).findFirst();
    if (good.isEmpty()) {
      String why = failed.map(PaidCall::message).orElse("nothing was made");
      throw JobFailure.input(why);
    }
    List<String> places = new ArrayList<>();
    for (PaidCall call : good) {
      try {
        places.addAll(delivery.deliver(job, call, context));
      } catch (AssetException e) {
        return fetchedLater(job, call, e);
      }
    }
    if (places.isEmpty()) {
      throw JobFailure.input(
          job.provider().description().title() + " says it has finished, but there is no output.");
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

  /** Links expire: a provider that is asked once more may give fresh ones. */
  private JobResult fetchedLater(RemoteJob job, PaidCall call, AssetException e)
      throws JobFailure, StoreException {
    if (e.worthRetrying()) {
      throw JobFailure.transientFault(e.sentence(), e);
    }
    boolean first = call.message() == null;
    if (call.taskId() != null && first) {
      cycle.ledger().lookAgain(call, "its output could not be fetched: " + e.sentence());
      return new JobResult.Waiting(cycle.now(), Double.NaN, "asks for a fresh link");
    }
    cycle
        .ledger()
        .ended(
            call,
            State.FAILED,
            FailureClass.OUTPUT_GONE.name() + ": " + e.sentence(),
            "",
            null,
            cycle.now());
    throw JobFailure.input(
        job.provider().description().title()
            + " finished this job, but its output cannot be fetched any more: "
            + e.sentence());
  }

  private static JobFailure of(AssetException e) {
    return e.worthRetrying()
        ? JobFailure.transientFault(e.sentence(), e)
        : JobFailure.input(e.sentence());
  }
}
