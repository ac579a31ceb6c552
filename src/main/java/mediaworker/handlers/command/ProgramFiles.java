package mediaworker.handlers.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import mediaworker.assets.AssetException;
import mediaworker.assets.AssetLibrary;
import mediaworker.assets.AssetLibrary.Shelf;
import mediaworker.assets.Output;
import mediaworker.handlers.Failures;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobResult;
import org.jspecify.annotations.Nullable;

/** What a program writes: one file, or a folder of files; looked at and published. */
final class ProgramFiles implements AutoCloseable {

  private static final int MOST_FILES = 10_000;
  private static final int LONGEST_NAME = 80;

  private final CommandOrder order;
  private final AssetLibrary assets;
  private final JobContext context;
  private final @Nullable Output single;
  private final Path place;

  private ProgramFiles(
      CommandOrder order,
      AssetLibrary assets,
      JobContext context,
      @Nullable Output single,
      Path place) {
    this.order = order;
    this.assets = assets;
    this.context = context;
    this.single = single;
    this.place = place;
  }

  /** Makes the place; a wrong {@code output_name} is told before the program has run. */
  static ProgramFiles prepare(CommandOrder order, AssetLibrary assets, JobContext context)
      throws IOException, JobFailure {
    ExternalProgram program = order.program();
    String extension = program.fillsFolder() ? "bin" : program.output();
    Output single;
    try {
      single = output(assets, context, stem(context), order.outputName(), extension);
    } catch (AssetException e) {
      throw Failures.of(e);
    }
    if (program.fillsFolder()) {
      single.close();
      Path folder = Files.createDirectories(context.workDir().resolve("output"));
      return new ProgramFiles(order, assets, context, null, folder);
    }
    return new ProgramFiles(order, assets, context, single, single.part());
  }

  private static String stem(JobContext context) {
    return context.job().type() + "_" + context.job().id();
  }

  private static Output output(
      AssetLibrary assets,
      JobContext context,
      String stem,
      @Nullable String requestedName,
      String extension)
      throws AssetException, IOException {
    return assets.newOutput(Shelf.OUTPUT, stem, extension, requestedName, context.claimName());
  }

  /** Where the program is to write. */
  Path place() {
    return place;
  }

  /**
   * Publishes what was written.
   *
   * @throws JobFailure when there is nothing, or it is empty
   */
  JobResult publish() throws JobFailure, AssetException, IOException {
    if (single != null) {
      replaceLink();
      if (!Files.isRegularFile(place) || Files.size(place) == 0) {
        throw nothing("nothing at {output}");
      }
      long bytes = Files.size(place);
      return new JobResult.Finished(single.publish(), note(1, bytes));
    }
    List<Path> written = written();
    List<String> published = new ArrayList<>();
    List<Path> visible = new ArrayList<>();
    boolean whole = false;
    try {
      long bytes = 0;
      for (Path file : written) {
        context.cancellation().throwIfCancelled();
        bytes += Files.size(file);
        published.add(publish(file, visible));
      }
      whole = true;
      return new JobResult.Finished(
          published.get(0),
          note(published.size(), bytes),
          published.size() > 1 ? published : List.of());
    } finally {
      if (!whole) { // no row will name them
        for (Path file : visible) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /**
   * A program may have made a link of its output. The work folder goes with the job, so the file
   * itself is taken from there; elsewhere it is somebody else's.
   */
  private void replaceLink() throws JobFailure, IOException {
    if (!Files.isSymbolicLink(place) || !Files.isRegularFile(place)) {
      return;
    }
    Path file = place.toRealPath();
    if (!file.startsWith(context.workDir().toRealPath())) {
      throw nothing("a link at {output} to " + file + ", which is not in the job's work folder");
    }
    Files.delete(place);
    // The work folder may be on another disk, and then this copies.
    Files.move(file, place);
  }

  /** All files, by name; links could lead anywhere and are left aside, hidden files as well. */
  private List<Path> written() throws JobFailure, IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(place)) {
      files =
          all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
              .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
              .sorted()
              .limit(MOST_FILES + 1)
              .toList();
    }
    if (files.isEmpty()) {
      throw nothing("no file in the folder {output}");
    }
    if (files.size() > MOST_FILES) {
      throw nothing("more than " + MOST_FILES + " files");
    }
    for (Path file : files) {
      if (Files.size(file) == 0) {
        throw nothing("an empty file, " + place.relativize(file) + ",");
      }
    }
    return files;
  }

  private JobFailure nothing(String what) {
    return JobFailure.input(
        "The program of "
            + order.program().jobType()
            + " ended well but left "
            + what
            + ". Look at the setting "
            + order.program().setting()
            + ".run.");
  }

  /**
   * Publishes one file of several.
   *
   * @param visible gets the file as it is seen then
   */
  private String publish(Path file, List<Path> visible) throws AssetException, IOException {
    String name = place.relativize(file).toString();
    int dot = name.lastIndexOf('.');
    String end = dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    boolean usable = end.matches("[a-z0-9]{1,8}");
    String bare = (usable ? name.substring(0, dot) : name).replaceAll("[^A-Za-z0-9._-]+", "_");
    String tail = "_" + bare.substring(0, Math.min(LONGEST_NAME, bare.length()));
    String requested = order.outputName() == null ? null : withoutEnd(order.outputName()) + tail;
    try (Output output =
        output(assets, context, stem(context) + tail, requested, usable ? end : "bin")) {
      // The work folder may be on another disk, and then this copies.
      Files.move(file, output.part(), StandardCopyOption.REPLACE_EXISTING);
      String named = output.publish();
      visible.add(output.part().resolveSibling(Path.of(named).getFileName()));
      return named;
    }
  }

  private static String withoutEnd(String name) {
    return name.strip().replaceFirst("\\.[A-Za-z0-9]{1,8}$", "");
  }

  private static String note(int files, long bytes) {
    String size =
        bytes < 1_000_000
            ? String.format(Locale.ROOT, "%.1f KB", bytes / 1e3)
            : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    return (files == 1 ? "1 file, " : files + " files, ") + size;
  }

  @Override
  public void close() {
    if (single != null) {
      single.close();
    }
  }
}
