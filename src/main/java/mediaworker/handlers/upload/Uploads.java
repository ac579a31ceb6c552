package mediaworker.handlers.upload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mediaworker.assets.AssetException;
import mediaworker.assets.s3.S3Bucket;
import mediaworker.assets.s3.UploadedAssets;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobHandler;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.RemoteJobHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the upload of its outputs every job's last phase: handlers work as ever and answer with
 * local places, which become URLs here. Until all are uploaded a note says what is done, so a
 * failed upload is tried again without the work. Safe for use by many threads.
 */
public final class Uploads implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Uploads.class);

  /** By then the row says completed, and does not need the local file any more. */
  private static final Duration UNTIL_RECORDED = Duration.ofMinutes(1);

  private static final int LONGEST_PLACE = 1_000;

  /**
   * Where outputs and notes are.
   *
   * @param baseDir where places begin
   * @param roots the folders of outputs
   * @param notes the folder of notes
   * @param keepLocal whether local files stay after their upload
   */
  public record Folders(Path baseDir, List<Path> roots, Path notes, boolean keepLocal) {
    public Folders {
      roots = List.copyOf(roots);
    }
  }

  private record Leftover(Path file, Instant since) {}

  private final UploadedAssets assets;
  private final S3Bucket bucket;
  private final Folders folders;
  private final Clock clock;
  private final Deque<Leftover> leftovers = new ArrayDeque<>(); // guarded by this

  public Uploads(UploadedAssets assets, S3Bucket bucket, Folders folders, Clock clock) {
    this.assets = assets;
    this.bucket = bucket;
    this.folders = folders;
    this.clock = clock;
  }

  /** The same handler with the upload after it. */
  public JobHandler<?> after(JobHandler<?> handler) {
    return handler instanceof RemoteJobHandler<?> remote
        ? new RemoteUploadingHandler<>(remote, this)
        : new UploadingHandler<>(handler, this);
  }

  /** Does the work, unless only its upload is left, and uploads. */
  <P> JobResult run(JobHandler<P> handler, P payload, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    removeLeftovers(clock.instant().minus(UNTIL_RECORDED));
    Path note = PendingUpload.note(folders.notes(), context.job());
    // Before the work: what changes meanwhile is not what was worked on.
    Work work = Work.of(assets, context);
    Optional<PendingUpload> pending = PendingUpload.read(note).filter(it -> isOf(it, work));
    if (pending.isEmpty()) {
      Files.deleteIfExists(note);
      JobResult result;
      List<String> published;
      try {
        result = handler.run(payload, context);
      } finally {
        published = assets.take(context.claimName());
      }
      if (!(result instanceof JobResult.Finished finished)) {
        return result;
      }
      pending = Optional.of(pending(work, finished, published));
    }
    return upload(pending.get(), note, context);
  }

  /** Whether a note is of the work the row asks for now, and the files are still there. */
  private boolean isOf(PendingUpload pending, Work work) {
    return pending.work().isDoneFor(work)
        && pending.files().stream().allMatch(place -> output(place).isPresent());
  }

  private PendingUpload pending(Work work, JobResult.Finished finished, List<String> published) {
    // What a crash has interrupted may name files of an earlier claim.
    Set<String> places = new LinkedHashSet<>(published);
    if (finished.result() != null) {
      places.add(finished.result());
    }
    places.addAll(finished.outputs());
    places.removeIf(place -> output(place).isEmpty());
    return new PendingUpload(work, finished, new ArrayList<>(places), new LinkedHashMap<>());
  }

  /** The file of a place; empty for texts, URLs, and what is not among the outputs. */
  private Optional<Path> output(String place) {
    if (place.length() > LONGEST_PLACE || place.indexOf('\n') >= 0) {
      return Optional.empty();
    }
    try {
      Path file = folders.baseDir().resolve(place).normalize();
      return folders.roots().stream().anyMatch(file::startsWith) && Files.isRegularFile(file)
          ? Optional.of(file)
          : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private JobResult upload(PendingUpload pending, Path note, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    if (pending.files().isEmpty()) {
      return pending.finished();
    }
    pending.write(note);
    Map<String, String> urls = pending.urls();
    for (String place : pending.files()) {
      if (!urls.containsKey(place)) {
        urls.put(place, upload(place, context));
        pending.write(note);
      }
    }
    Files.deleteIfExists(note);
    if (!folders.keepLocal()) {
      later(pending.files());
    }
    return pending.uploaded();
  }

  private String upload(String place, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    Path file = output(place).orElseThrow(() -> new IOException(place + " is gone"));
    String name = String.valueOf(file.getFileName());
    try {
      return bucket.upload(
          file,
          context.claimName(),
          place,
          done ->
              context.progress(0.99, "uploading " + name + ": " + Math.round(done * 100) + " %"),
          context.cancellation());
    } catch (AssetException e) {
      throw JobFailure.transientFault(
          "The work is done and "
              + place
              + " is here, but it could not be uploaded: "
              + e.sentence()
              + ". Another try uploads it without doing the work again.",
          e);
    }
  }

  private synchronized void later(List<String> places) {
    for (String place : places) {
      output(place).ifPresent(file -> leftovers.add(new Leftover(file, clock.instant())));
    }
  }

  private synchronized void removeLeftovers(Instant before) {
    while (!leftovers.isEmpty() && !leftovers.peek().since().isAfter(before)) {
      Path file = leftovers.remove().file();
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        log.warn("The uploaded file {} could not be removed: {}", file, e.getMessage());
      }
    }
  }

  /** Removes uploaded files that are not to stay; called when all rows are recorded. */
  @Override
  public void close() {
    removeLeftovers(Instant.MAX);
  }
}
