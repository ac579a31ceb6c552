package mediaworker.handlers.upload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.Stage;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Work that is done but for its upload: a note on disk, so that another attempt need not do it
 * again.
 *
 * @param work what was worked on; where a row asks for another, the work is done anew
 * @param finished what the handler answered, with local places
 * @param files all places to be uploaded
 * @param urls by place, those that are
 */
record PendingUpload(
    Work work, JobResult.Finished finished, List<String> files, Map<String, String> urls) {

  private static final JsonMapper JSON = JsonMapper.shared();

  static Path note(Path folder, Job job) {
    String lap = job.stage() == Stage.KEYING ? "-keying" : "";
    return folder.resolve("job-" + job.id() + lap + ".json");
  }

  static Optional<PendingUpload> read(Path note) throws IOException {
    if (!Files.exists(note)) {
      return Optional.empty();
    }
    try {
      JsonNode all = JSON.readTree(Files.readString(note));
      JsonNode result = all.path("result");
      JsonNode findings = all.path("findings");
      return Optional.of(
          new PendingUpload(
              new Work(
                  all.path("work").asString(""),
                  all.path("row").asString(""),
                  byName(all.path("inputs"))),
              new JobResult.Finished(
                  result.isString() ? result.asString() : null,
                  all.path("note").asString(""),
                  texts(all.path("outputs")),
                  findings.isString() ? findings.asString() : null),
              texts(all.path("files")),
              byName(all.path("urls"))));
    } catch (JacksonException e) {
      return Optional.empty(); // somebody else's, or cut by a full disk: the work is done again
    }
  }

  private static Map<String, String> byName(JsonNode object) {
    Map<String, String> texts = new LinkedHashMap<>();
    object.properties().forEach(one -> texts.put(one.getKey(), one.getValue().asString("")));
    return texts;
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asString()));
    return texts;
  }

  void write(Path note) throws IOException {
    ObjectNode all = JSON.createObjectNode();
    all.put("work", work.input())
        .put("row", work.row())
        .put("result", finished.result())
        .put("note", finished.note());
    all.put("findings", finished.findings());
    ObjectNode inputs = all.putObject("inputs");
    work.files().forEach(inputs::put);
    ArrayNode outputs = all.putArray("outputs");
    finished.outputs().forEach(outputs::add);
    ArrayNode places = all.putArray("files");
    files.forEach(places::add);
    ObjectNode done = all.putObject("urls");
    urls.forEach(done::put);
    Files.createDirectories(note.getParent());
    Path part = note.resolveSibling(note.getFileName() + ".part");
    Files.writeString(part, JSON.writeValueAsString(all));
    Files.move(part, note, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The answer with URLs for places. */
  JobResult.Finished uploaded() {
    String note = finished.note();
    String findings = finished.findings();
    for (Map.Entry<String, String> one : urls.entrySet()) {
      note = note.replace(one.getKey(), one.getValue());
      findings =
          findings == null ? null : findings.replace(quoted(one.getKey()), quoted(one.getValue()));
    }
    String result = finished.result();
    return new JobResult.Finished(
        result == null ? null : urls.getOrDefault(result, result),
        note,
        finished.outputs().stream().map(place -> urls.getOrDefault(place, place)).toList(),
        findings);
  }

  /** As it stands in JSON. */
  private static String quoted(String text) {
    return JSON.writeValueAsString(text);
  }
}
