package mediaworker.handlers.upload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.Stage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Work that is done but for its upload: a note on disk, so that another attempt need not do it
 * again.
 *
 * @param work the job's input in short; a row whose input has changed is worked on anew
 * @param finished what the handler answered, with local places
 * @param files all places to be uploaded
 * @param urls by place, those that are
 */
record PendingUpload(
    String work, JobResult.Finished finished, List<String> files, Map<String, String> urls) {

  private static final JsonMapper JSON = JsonMapper.shared();

  static Path note(Path folder, Job job) {
    String lap = job.stage() == Stage.KEYING ? "-keying" : "";
    return folder.resolve("job-" + job.id() + lap + ".json");
  }

  /** What makes two runs of a row the same work. */
  static String work(Job job) {
    String lap = job.stage() == Stage.KEYING ? job.resultData() : job.inputData();
    String all = String.join("\n", job.kind(), text(lap), text(job.keyingSettings()));
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  static Optional<PendingUpload> read(Path note) throws IOException {
    if (!Files.exists(note)) {
      return Optional.empty();
    }
    try {
      JsonNode all = JSON.readTree(Files.readString(note));
      JsonNode result = all.path("result");
      JsonNode findings = all.path("findings");
      Map<String, String> urls = new LinkedHashMap<>();
      all.path("urls").forEachEntry((place, url) -> urls.put(place, url.asString()));
      return Optional.of(
          new PendingUpload(
              all.path("work").asString(""),
              new JobResult.Finished(
                  result.isString() ? result.asString() : null,
                  all.path("note").asString(""),
                  texts(all.path("outputs")),
                  findings.isString() ? findings.asString() : null),
              texts(all.path("files")),
              urls));
    } catch (JacksonException e) {
      return Optional.empty(); // somebody else's, or cut by a full disk: the work is done again
    }
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asString()));
    return texts;
  }

  void write(Path note) throws IOException {
    ObjectNode all = JSON.createObjectNode();
    all.put("work", work).put("result", finished.result()).put("note", finished.note());
    all.put("findings", finished.findings());
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
