package mediaworker.cli.steer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import mediaworker.config.Settings;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobRow;
import mediaworker.jobs.StoreException;
import mediaworker.text.PathSpelling;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * The files of rows that are forgotten: those below the output or library folder that no other row
 * names. Rows come in batches; what a later one names as well goes with that one. To be closed once
 * no more come, also where that is early: else the files of the last ones would stay for ever.
 */
final class OldFiles implements AutoCloseable {

  private final JobDesk desk;
  private final Settings settings;
  private final boolean remove;
  private final int together;

  private final Set<Long> forgotten = new HashSet<>();
  private final Set<Path> asked = new LinkedHashSet<>();
  private final Set<Path> gone = new HashSet<>();
  private final Set<Path> kept = new HashSet<>();
  private final Set<String> stuck = new LinkedHashSet<>();
  private long bytes;

  /**
   * @param remove false to count them only
   * @param together from how many files on they are decided about, once a batch is taken; who is
   *     killed before leaves so many that no row names any more
   */
  OldFiles(JobDesk desk, Settings settings, boolean remove, int together) {
    this.desk = desk;
    this.settings = settings;
    this.remove = remove;
    this.together = together;
  }

  /** How many were removed, or would be. */
  long count() {
    return gone.size();
  }

  /** Their size. */
  long bytes() {
    return bytes;
  }

  /** How many stay, since other rows name them. */
  long kept() {
    return kept.size();
  }

  /** What could not be removed, one sentence each. */
  List<String> stuck() {
    return List.copyOf(stuck);
  }

  /**
   * Takes the files that these rows name, and decides about them once they are enough, since what
   * others name is asked of the whole table.
   *
   * @param rows they are deleted already, or would be
   */
  void of(Collection<JobRow> rows) throws StoreException {
    for (JobRow row : rows) {
      forgotten.add(row.id());
      for (String place : places(row)) {
        try {
          Path file = file(place);
          if (file != null) {
            asked.add(file);
          }
        } catch (IOException e) {
          stuck(place, e); // the others' rows are gone as well, and theirs can be
        }
      }
    }
    if (asked.size() >= together) {
      settle();
    }
  }

  /** Decides about the rest. */
  @Override
  public void close() throws StoreException {
    settle();
  }

  /** Removes, or counts, those taken so far that only rows name that are forgotten. */
  private void settle() throws StoreException {
    FilesInTexts texts = new FilesInTexts(settings.baseDir(), asked);
    if (!asked.isEmpty()) {
      desk.tellNamed(forgotten, texts::hear);
    }
    Set<Path> named = texts.named();
    if (remove) {
      forgotten.clear(); // they are not in the table any more
    }
    for (Path file : asked) {
      if (named.contains(file)) {
        kept.add(file);
      } else {
        kept.remove(file);
        remove(file);
      }
    }
    asked.clear();
  }

  private static Set<String> places(JobRow row) {
    Set<String> places = new LinkedHashSet<>();
    add(row.result().result(), places);
    add(row.result().keyedResult(), places);
    addAll(json(row.result().outputs()), places);
    addAll(json(row.result().findings()).path("extra_files"), places);
    return places;
  }

  private static JsonNode json(@Nullable String text) {
    try {
      return text == null ? MissingNode.getInstance() : JsonMapper.shared().readTree(text);
    } catch (JacksonException e) {
      return MissingNode.getInstance(); // not ours: another program keeps something else there
    }
  }

  private static void addAll(JsonNode list, Set<String> places) {
    list.forEach(one -> add(one.isString() ? one.asString() : null, places));
  }

  private static void add(@Nullable String place, Set<String> places) {
    if (place != null && !place.isBlank()) {
      places.add(place);
    }
  }

  /** A file of ours; null for texts, URLs, and what lies or leads elsewhere. */
  private @Nullable Path file(String place) throws IOException {
    if (place.length() > 1000 || place.contains("\n") || place.contains("://")) {
      return null;
    }
    try {
      Path file = settings.baseDir().resolve(PathSpelling.below(place)).normalize();
      if (place.startsWith("/") && Files.isRegularFile(Path.of(place))) {
        file = Path.of(place).normalize();
      }
      if (!Files.isRegularFile(file)) {
        return null;
      }
      Path real = file.toRealPath();
      for (Path folder : List.of(settings.outputDir(), settings.libraryDir())) {
        if (Files.isDirectory(folder) && real.startsWith(folder.toRealPath())) {
          return real;
        }
      }
      return null;
    } catch (NoSuchFileException | InvalidPathException e) {
      return null;
    }
  }

  private void remove(Path file) {
    try {
      long size = Files.size(file);
      if (remove) {
        Files.delete(file);
      }
      if (gone.add(file)) {
        bytes += size;
      }
    } catch (IOException e) {
      stuck(file.toString(), e);
    }
  }

  private void stuck(String place, IOException e) {
    stuck.add(place + " could not be removed: " + e.getMessage());
  }
}
