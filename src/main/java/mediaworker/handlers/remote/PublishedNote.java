package mediaworker.handlers.remote;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import mediaworker.disk.DiskSync;
import mediaworker.jobs.Remarks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The note in a call's folder of where its outputs were published, in their order. For one thread.
 */
final class PublishedNote {

  private static final Logger log = LoggerFactory.getLogger(PublishedNote.class);

  private static final JsonMapper JSON = JsonMapper.shared();

  private final Path file;
  private final Path damaged;

  PublishedNote(Path callFolder) {
    this.file = callFolder.resolve("published.json");
    this.damaged = callFolder.resolve("published.damaged");
  }

  /** Whether anything was published, as far as is noted. */
  boolean isThere() {
    return Files.exists(file);
  }

  /** Whether a note could not be read, in this run or an earlier one: it does not tell of all. */
  boolean isDamaged() {
    return Files.exists(damaged);
  }

  /** Whether a file is the note, or what was set aside of it. */
  boolean consistsOf(Path other) {
    return other.equals(file) || other.equals(damaged);
  }

  /** Remarks that what was noted in a damaged note was published once more. */
  void sayWhetherDamaged() {
    if (isDamaged()) {
      Remarks.say(
          "The note of what was published of this job could not be read: its outputs may lie twice"
              + " where they belong.");
    }
  }

  /**
   * What is noted, to be added to; nothing where there is no note. One that is damaged is set
   * aside: publishing once more costs nothing.
   *
   * @throws IOException when the disk does not give it
   */
  List<String> read() throws IOException {
    if (!isThere()) {
      return new ArrayList<>();
    }
    try {
      JsonNode note = JSON.readTree(Files.readString(file));
      if (note.isArray() && note.valueStream().allMatch(JsonNode::isString)) {
        return new ArrayList<>(note.valueStream().map(JsonNode::asString).toList());
      }
    } catch (CharacterCodingException | JacksonException e) {
      log.debug("{} is damaged", file, e);
    }
    setAside();
    return new ArrayList<>();
  }

  private void setAside() throws IOException {
    Files.move(file, damaged, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    log.warn("{} cannot be read and is set aside as {}", file, damaged.getFileName());
  }

  /** Notes all that is published; on the disk when this returns. */
  void write(List<String> places) throws IOException {
    Path part = file.resolveSibling("published.part");
    Files.write(part, JSON.writeValueAsString(places).getBytes(StandardCharsets.UTF_8));
    DiskSync.file(part);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    DiskSync.file(file); // before what came only once is removed
  }
}
