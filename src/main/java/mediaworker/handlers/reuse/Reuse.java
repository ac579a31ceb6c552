package mediaworker.handlers.reuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import mediaworker.assets.AssetException;
import mediaworker.assets.AssetLibrary;
import mediaworker.assets.DiskNeed;
import mediaworker.assets.Output;
import mediaworker.handlers.Failures;
import mediaworker.handlers.InputFields;
import mediaworker.handlers.reuse.Made.MadeFile;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobHandler;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.RemoteJobHandler;
import mediaworker.jobs.ReuseIndex;
import mediaworker.jobs.ReuseIndex.Beginning;
import mediaworker.jobs.Stage;
import mediaworker.jobs.StoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a job with {@code reuse} take what an equal one has made. Stands around a handler, which is
 * not run then; a job without {@code reuse} goes straight to it. Safe for use by many threads.
 *
 * <p>What is taken becomes the job's own: a second name for the same bytes (a hard link), or a copy
 * where the file system has none, under the name that the job would have given it. So neither job's
 * file goes when the other's does.
 */
public final class Reuse {

  private static final Logger log = LoggerFactory.getLogger(Reuse.class);

  /** How long a job waits for an equal one before it looks again, should that one have failed. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

  private final AssetLibrary assets;
  private final ReuseIndex index;
  private final InstantSource clock;

  public Reuse(AssetLibrary assets, ReuseIndex index, InstantSource clock) {
    this.assets = assets;
    this.index = index;
    this.clock = clock;
  }

  /** The same handler, which equal jobs are not given to. */
  public JobHandler<?> around(JobHandler<?> handler) {
    return handler instanceof RemoteJobHandler<?> remote
        ? new RemoteReusingHandler<>(remote, this)
        : new ReusingHandler<>(handler, this);
  }

  /** Takes what is there, or does the work and keeps what it makes. */
  <P> JobResult run(JobHandler<P> handler, P payload, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    Optional<String> recipe = context.job().reuse() ? handler.recipe(payload) : Optional.empty();
    if (recipe.isEmpty()) {
      return handler.run(payload, context);
    }
    try {
      if (!index.hasCalls(context.claim())) {
        Optional<JobResult> taken = taken(recipe.get(), context);
        if (taken.isPresent()) {
          return taken.get();
        }
      }
    } catch (StoreException e) {
      throw e.kind() == StoreException.Kind.FOR_NOW
          ? JobFailure.databaseAway(e.sentence(), e)
          : JobFailure.transientFault(e.sentence(), e);
    }
    return kept(() -> handler.run(payload, context), recipe, context);
  }

  /** Empty when the work has to be done. */
  private Optional<JobResult> taken(String recipe, JobContext context)
      throws JobFailure, StoreException, IOException, InterruptedException {
    String fingerprint = Fingerprint.of(assets, recipe, context);
    Set<Long> useless = new HashSet<>();
    while (true) {
      Beginning beginning = index.begin(context.claim(), fingerprint, useless);
      if (beginning instanceof Beginning.Done done) {
        ReuseIndex.Found found = done.by();
        Optional<Made> made = Made.read(found.made());
        Optional<JobResult> result =
            made.isEmpty() ? Optional.empty() : takenFrom(found, made.get(), context);
        if (result.isPresent()) {
          return result;
        }
        useless.add(found.jobId());
      } else if (beginning instanceof Beginning.UnderWay underWay) {
        String other = "job " + underWay.jobId();
        return Optional.of(
            new JobResult.Snoozed(
                clock.instant().plus(LOOK_AGAIN),
                "waits for " + other + ", which makes the same",
                other));
      } else if (beginning instanceof Beginning.Lost) {
        throw new CancellationException("the row is no longer ours");
      } else {
        return Optional.empty();
      }
    }
  }

  /** Empty where a file is gone or has changed. */
  private Optional<JobResult> takenFrom(ReuseIndex.Found found, Made made, JobContext context)
      throws JobFailure, StoreException, IOException, InterruptedException {
    List<Path> sources = new ArrayList<>();
    for (int i = 0; i < made.files().size(); i++) {
      MadeFile file = made.files().get(i);
      Optional<Path> source = source(file, i, found, context);
      if (source.isEmpty()) {
        return Optional.empty();
      }
      sources.add(source.get());
    }
    Map<String, String> own = new HashMap<>();
    List<MadeFile> files = new ArrayList<>();
    try {
      for (int i = 0; i < sources.size(); i++) {
        MadeFile file = made.files().get(i);
        String place = published(file, sources.get(i), found.jobId(), context);
        own.put(file.place(), place);
        files.add(new MadeFile(place, file.shelf(), file.bytes(), file.sha256()));
      }
    } catch (AssetException e) {
      throw Failures.of(e);
    }
    String result = made.result() == null ? null : own.getOrDefault(made.result(), made.result());
    List<String> outputs =
        made.outputs().stream().map(output -> own.getOrDefault(output, output)).toList();
    index.keep(
        context.claim(),
        null,
        new Made(result, made.note(), outputs, files, made.findings()).json(),
        found.jobId());
    String note = made.note().isEmpty() ? "" : ": " + made.note();
    return Optional.of(
        new JobResult.Finished(
            result, "reused from job " + found.jobId() + note, outputs, made.findings()));
  }

  /** The local file, or since it was uploaded the bucket's; the content decides. */
  private Optional<Path> source(
      MadeFile file, int number, ReuseIndex.Found found, JobContext context)
      throws IOException, InterruptedException {
    List<String> references = new ArrayList<>(List.of(file.place()));
    if (number < found.now().size()) {
      references.add(found.now().get(number));
    }
    for (String reference : references) {
      try {
        Path source = assets.fetch(reference, context.workDir(), context.cancellation());
        if (Files.size(source) == file.bytes()
            && Content.hash(source, context.cancellation()).equals(file.sha256())) {
          return Optional.of(source);
        }
      } catch (AssetException e) {
        log.debug("{} of job {} is not there: {}", reference, found.jobId(), e.sentence());
      }
    }
    log.info("{} of job {} is gone or has changed; it is made again", file.place(), found.jobId());
    return Optional.empty();
  }

  private String published(MadeFile file, Path source, long other, JobContext context)
      throws AssetException, IOException, JobFailure {
    String name = file.place().substring(file.place().lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    String extension = dot > 0 ? name.substring(dot + 1) : "bin";
    try (Output output =
        assets.newOutput(
            file.shelf(),
            stem(dot > 0 ? name.substring(0, dot) : name, other, context.job().id()),
            extension,
            requested(context, extension),
            context.claimName())) {
      try {
        Files.createLink(output.part(), source);
      } catch (IOException | UnsupportedOperationException e) {
        assets.requireRoom(file.shelf(), context.workDir(), DiskNeed.ofCopy(file.bytes()));
        Files.copy(source, output.part());
      }
      return output.publish();
    }
  }

  /** As the job would have called it: keyed_12-2 of job 12 is keyed_15 of job 15. */
  private static String stem(String name, long other, long own) {
    String with = name.replaceFirst("(?<!\\d)" + other + "(?!\\d)(-\\d+$)?", String.valueOf(own));
    return with.equals(name) ? name + "_" + own : with;
  }

  private static @Nullable String requested(JobContext context, String extension)
      throws JobFailure {
    if (context.job().stage() == Stage.KEYING) {
      return null;
    }
    return InputFields.begun("input_data", context.job().inputData())
        .outputName()
        .map(name -> name.strip().replaceFirst("\\.[A-Za-z0-9]{2,5}$", "") + "." + extension)
        .orElse(null);
  }

  /** What a handler does. */
  @FunctionalInterface
  interface Work {
    JobResult run() throws JobFailure, IOException, InterruptedException;
  }

  /**
   * Works and remembers what was made. That it cannot be remembered is no reason to lose it.
   *
   * @param recipe what the handler says of the job; empty where nothing can be reused
   */
  JobResult kept(Work work, Optional<String> recipe, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    if (!context.job().reuse() || recipe.isEmpty()) {
      return work.run();
    }
    boolean failed = true;
    try {
      JobResult result = work.run();
      failed = false;
      if (result instanceof JobResult.Finished finished) {
        remember(finished, recipe.get(), context);
      }
      return result;
    } catch (CancellationException | InterruptedException e) {
      failed = false; // it is stopped, and may go on with the same work; a dead one blocks nobody
      throw e;
    } finally {
      if (failed) {
        leave(context);
      }
    }
  }

  private void remember(JobResult.Finished finished, String recipe, JobContext context)
      throws InterruptedException {
    try {
      Optional<Made> made = Made.of(finished, assets, context);
      if (made.isPresent()) {
        String now = Fingerprint.of(assets, recipe, context);
        index.keep(context.claim(), now, made.get().json(), null);
      } else {
        index.leave(context.claim());
      }
    } catch (CancellationException e) {
      log.debug("job {} is stopped, so what it made is not kept for others", context.job().id());
    } catch (StoreException e) {
      log.warn("What job {} made is not kept for others: {}", context.job().id(), e.sentence());
    } catch (IOException e) {
      log.warn("What job {} made is not kept for others: {}", context.job().id(), e.getMessage());
    }
  }

  private void leave(JobContext context) {
    try {
      index.leave(context.claim());
    } catch (StoreException e) {
      log.debug("job {} is still shown as under way: {}", context.job().id(), e.sentence());
    }
  }
}
