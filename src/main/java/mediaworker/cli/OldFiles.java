package mediaworker.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mediaworker.config.Settings;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobRow;
import mediaworker.jobs.StoreException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * The files of rows that are forgotten: those below the output or library folder that no other row
 * names. Rows come in batches; what a later batch names as well goes with that one.
 */
final class OldFiles {

  private final JobDesk desk;
  private final Settings settings;
  private final boolean remove;

  private final Set<Long> forgotten = new HashSet<>();
  private final Set<Path> gone = new HashSet<>();
  private final Set<Path> kept = new HashSet<>();
  private final List<String> stuck = new ArrayList<>();
  private long bytes;

  /**
   * @param remove false to count them only
   */
  OldFiles(JobDesk desk, Settings settings, boolean remove) {
    this.desk = desk;
    this.settings = settings;
    this.remove = remove;
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
    return stuck;
  }

  /**
   * Removes, or counts, what only these rows and those before them name.
   *
   * @param rows they are deleted already, or would be
   */
  void of(Collection<JobRow> rows) throws StoreException, IOException {
    rows.forEach(row -> forgotten.add(row.id()));
    Set<String> places = new LinkedHashSet<>();
    rows.forEach(row -> collect(row, places));
    Map<Path, Set<String>> files = new LinkedHashMap<>();
    for (String place : places) {
      Path file = file(place);
      if (file != null) {
        files.computeIfAbsent(file, any -> new LinkedHashSet<>()).addAll(spellings(place, file));
      }
    }
    Set<String> asked = new LinkedHashSet<>();
    files.values().forEach(asked::addAll);
    Set<String> named = desk.stillNamed(asked, forgotten);
    if (remove) {
      forgotten.clear(); // they are not in the table any more
    }
    for (Map.Entry<Path, Set<String>> file : files.entrySet()) {
      if (file.getValue().stream().anyMatch(named::contains)) {
        kept.add(file.getKey());
      } else {
        kept.remove(file.getKey());
        remove(file.getKey());
      }
    }
  }

  private static void collect(JobRow row, Set<String> places) {
    add(row.result().result(), places);
    add(row.result().keyedResult(), places);
    addAll(json(row.result().outputs()), places);
    addAll(json(row.result().findings()).path("extra_files"), places);
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

  /** As rows may name a file: relative to the base folder, with a slash before it, or whole. */
  private Set<String> spellings(String place, Path file) throws IOException {
    Set<String> all = new LinkedHashSet<>(List.of(place, file.toString()));
    Path below = settings.baseDir().resolve(place.replaceFirst("^/+", "")).normalize();
    addSpellings(settings.baseDir().toRealPath(), file, all);
    // An output folder may be a link to another disk: rows name it by the way below the base
    // folder.
    addSpellings(settings.baseDir(), below, all);
    addSpellings(settings.baseDir(), Path.of(place).normalize(), all);
    return all;
  }

  private void addSpellings(Path base, Path file, Set<String> all) {
    if (file.startsWith(base)) {
      String relative = base.relativize(file).toString();
      all.addAll(
          List.of(
              relative,
              "/" + relative,
              "./" + relative,
              settings.baseDir().resolve(relative).toString()));
    }
  }

  /** A file of ours; null for texts, URLs, and what lies or leads elsewhere. */
  private @Nullable Path file(String place) throws IOException {
    if (place.length() > 1000 || place.contains("\n") || place.contains("://")) {
      return null;
    }
    try {
      Path file = settings.baseDir().resolve(place.replaceFirst("^/+", "")).normalize();
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
    } catch (InvalidPathException e) {
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
      stuck.add(file + " could not be removed: " + e.getMessage());
    }
  }
}
