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
  private boolean damaged;

  PublishedNote(Path callFolder) {
    this.file = callFolder.resolve("published.json");
  }

  /** Whether anything was published, as far as is noted. */
  boolean isThere() {
    return Files.exists(file);
  }

  /** Where the note is. */
  Path file() {
    return file;
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
    Path aside = file.resolveSibling("published.damaged");
    Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    damaged = true;
    log.warn("{} cannot be read and is set aside as {}", file, aside.getFileName());
  }

  /** Notes all that is published; on the disk when this returns. */
  void write(List<String> places) throws IOException {
    if (damaged) {
      Remarks.say(
          "The note of what was published of this job could not be read: its outputs may lie twice"
              + " where they belong.");
    }
    Path part = file.resolveSibling("published.part");
    Files.write(part, JSON.writeValueAsString(places).getBytes(StandardCharsets.UTF_8));
    DiskSync.file(part);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    DiskSync.file(file); // before what came only once is removed
  }
}
