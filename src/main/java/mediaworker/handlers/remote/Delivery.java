package mediaworker.handlers.remote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import mediaworker.assets.AssetException;
import mediaworker.assets.AssetLibrary;
import mediaworker.assets.AssetLibrary.Shelf;
import mediaworker.assets.Output;
import mediaworker.filetype.FileKind;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.PaidCall;
import mediaworker.jobs.Remarks;
import mediaworker.providers.Operation;
import mediaworker.providers.RemoteOutput;

/**
 * Brings what a call has made into our hands. Can be broken off anywhere and done again: downloads
 * are kept whole in the call's folder before they are published, and what has been published is
 * noted there.
 */
final class Delivery {

  private final AssetLibrary assets;
  private final RemoteCycle cycle;

  Delivery(AssetLibrary assets, RemoteCycle cycle) {
    this.assets = assets;
    this.cycle = cycle;
  }

  /**
   * Delivers the outputs of one call.
   *
   * @return texts and published places, in order
   * @throws AssetException when an output cannot be fetched, for now or for good
   */
  List<String> deliver(RemoteJob job, PaidCall call, JobContext context)
      throws AssetException, JobFailure, IOException, InterruptedException {
    Path folder = Files.createDirectories(cycle.folders().of(call.marker()));
    PublishedNote note = new PublishedNote(folder);
    List<String> places = note.read();
    List<RemoteOutput> outputs = OutputsJson.read(call.outputs());
    fetchAll(job.draft().request().operation(), outputs, places.size(), folder, context);
    for (int i = 0; i < outputs.size(); i++) {
      if (i < places.size() && isThere(outputs.get(i), places.get(i), context)) {
        continue;
      }
      context.cancellation().throwIfCancelled();
      context.progress(
          0.9 + 0.1 * i / outputs.size(), "fetching output " + (i + 1) + " of " + outputs.size());
      RemoteOutput output = outputs.get(i);
      if (output instanceof RemoteOutput.Text text) {
        places.add(text.text());
      } else {
        boolean wasPublished = i < places.size();
        if (output instanceof RemoteOutput.Bytes bytes
            && (wasPublished || note.isDamaged())
            && !Files.exists(bytes.file())) {
          String title = job.provider().description().title();
          throw wasPublished
              ? GoneOutputs.takenAway(places.get(i), title, context.job())
              : GoneOutputs.notedNowhere(i + 1, title, job, context.job());
        }
        Path file = fetched(output, folder, i, context);
        if (i == 0) {
          check(job.draft().request().operation(), output, file);
        }
        cycle.checkpoint().accept("before publishing");
        String place = publish(job, file, otherwise(output), context);
        if (i < places.size()) {
          places.set(i, place);
        } else {
          places.add(place);
        }
        note.write(places);
        Files.deleteIfExists(file);
      }
    }
    note.sayWhetherDamaged();
    tidy(folder, note);
    cycle.checkpoint().accept("before the end");
    return places;
  }

  /**
   * Takes what a call has made into its folder while its job still waits for others, since links
   * expire. Nothing is published.
   *
   * @throws AssetException when an output cannot be fetched, for now or for good
   * @throws JobFailure when something else came, which another try may mend
   */
  void keep(PaidCall call, JobContext context)
      throws AssetException, JobFailure, IOException, InterruptedException {
    Path folder = cycle.folders().of(call.marker());
    if (new PublishedNote(folder).isThere()) {
      return; // its end has begun, which knows what is still to be fetched
    }
    List<RemoteOutput> outputs = OutputsJson.read(call.outputs());
    fetchAll(Watching.task(call).operation(), outputs, 0, folder, context);
  }

  /**
   * Takes what lies behind links into a call's folder, from an output on. One that cannot be
   * fetched keeps no other from it, whose link may expire; the first failure is thrown then.
   */
  private void fetchAll(
      Operation operation, List<RemoteOutput> outputs, int first, Path folder, JobContext context)
      throws AssetException, JobFailure, IOException, InterruptedException {
    AssetException refused = null;
    JobFailure another = null;
    for (int i = first; i < outputs.size(); i++) {
      if (outputs.get(i) instanceof RemoteOutput.Url) {
        context.cancellation().throwIfCancelled();
        try {
          Path file = fetched(outputs.get(i), Files.createDirectories(folder), i, context);
          if (i == 0) {
            check(operation, outputs.get(i), file);
          }
        } catch (AssetException e) {
          refused = refused == null ? e : refused;
        } catch (JobFailure e) {
          another = e; // of the first one alone
        }
      }
    }
    if (another != null) {
      throw another;
    }
    if (refused != null) {
      throw refused;
    }
  }

  /** What is noted may have been moved away since, where its row did not end at once. */
  private boolean isThere(RemoteOutput output, String place, JobContext context)
      throws IOException, InterruptedException {
    if (output instanceof RemoteOutput.Text) {
      return true;
    }
    try {
      assets.fetch(place, context.workDir(), context.cancellation());
      return true;
    } catch (AssetException e) {
      return false;
    }
  }

  /**
   * Where what a call has made may lie, as a sentence for a person; empty where it was published
   * nowhere, or where is noted.
   */
  Optional<String> mayLie(RemoteJob job, PaidCall call, JobContext context) {
    return new PublishedNote(cycle.folders().of(call.marker())).isDamaged()
        ? Optional.of(GoneOutputs.lookFor(job, context.job()))
        : Optional.empty();
  }

  /** Answers may be large; only the note has to stay until the row says completed. */
  private static void tidy(Path folder, PublishedNote note) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (Files.isRegularFile(file) && !note.consistsOf(file)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private Path fetched(RemoteOutput output, Path folder, int number, JobContext context)
      throws AssetException, IOException, InterruptedException {
    if (output instanceof RemoteOutput.Bytes bytes) {
      return bytes.file();
    }
    Path whole = folder.resolve("output-" + number);
    if (!Files.exists(whole)) {
      cycle.checkpoint().accept("before the download");
      try {
        Path file =
            assets.fetch(
                ((RemoteOutput.Url) output).url(), context.workDir(), context.cancellation());
        move(file, whole);
      } catch (AssetException e) {
        throw e.withoutPaths(); // many services guard what was made by nothing but its path
      }
    }
    return whole;
  }

  /** The extension of what is of no known kind. */
  private static String otherwise(RemoteOutput output) {
    return output instanceof RemoteOutput.Bytes bytes && bytes.extension().matches("[a-z0-9]{1,8}")
        ? bytes.extension()
        : "bin";
  }

  private String publish(RemoteJob job, Path file, String otherwise, JobContext context)
      throws AssetException, IOException {
    Operation operation = job.draft().request().operation();
    Optional<FileKind> kind = FileKind.of(file);
    Shelf shelf =
        switch (operation) {
          case ANIMATION -> Shelf.ANIMATIONS;
          case IMAGE_GENERATION, IMAGE_BACKGROUND_REMOVAL, VIDEO_BACKGROUND_REMOVAL ->
              Shelf.LIBRARY;
          default -> Shelf.OUTPUT;
        };
    try (Output place =
        assets.newOutput(
            shelf,
            GoneOutputs.name(context.job()),
            kind.map(FileKind::extension).orElse(otherwise),
            job.outputName(),
            context.claimName())) {
      // A copy, so that a crash before the note is made finds the file again.
      Files.copy(file, place.part(), StandardCopyOption.REPLACE_EXISTING);
      return place.publish();
    }
  }

  /**
   * The first output is what was asked for; others may be of any kind, as a video's last frame. A
   * page that came instead of it is fetched again in the next attempt, not kept.
   */
  private static void check(Operation operation, RemoteOutput output, Path file)
      throws JobFailure, IOException {
    Optional<FileKind> kind = FileKind.of(file);
    String wanted =
        switch (operation) {
          case IMAGE_GENERATION, IMAGE_BACKGROUND_REMOVAL -> "picture";
          case ANIMATION, VIDEO_BACKGROUND_REMOVAL -> "video";
          default -> "";
        };
    boolean right =
        switch (wanted) {
          case "picture" -> kind.isPresent() && kind.get().isImage();
          case "video" ->
              kind.isPresent() && (kind.get().isVideo() || kind.get().extension().equals("gif"));
          default -> true;
        };
    if (!right && kind.isEmpty() && output instanceof RemoteOutput.Bytes) {
      // It came only once: in a person's hands it is worth more than nothing.
      Remarks.say("What came is of no known kind, and is kept as it is: look at it.");
      return;
    }
    if (!right) {
      if (output instanceof RemoteOutput.Url) {
        Files.delete(file);
      }
      throw JobFailure.transientFault(
          "What was fetched is not a "
              + wanted
              + " but "
              + kind.map(FileKind::mediaType).orElse("something unknown")
              + "; nothing is paid anew for fetching it again.",
          null);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (java.nio.file.AtomicMoveNotSupportedException e) {
      // The temp folder is on another disk: a copy under another name first keeps it whole.
      Path beside = to.resolveSibling(to.getFileName() + ".copy");
      Files.copy(from, beside, StandardCopyOption.REPLACE_EXISTING);
      Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
