package mediaworker.handlers.reuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mediaworker.assets.AssetLibrary;
import mediaworker.handlers.NamedFile;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobResult;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a job has made.
 *
 * @param result as the row has it: a place, or a text
 * @param note one line for people
 * @param outputs all outputs, where there is more than the result
 * @param files those of them that are files
 * @param findings what was found on the way, as the row has it
 */
record Made(
    @Nullable String result,
    String note,
    List<String> outputs,
    List<MadeFile> files,
    @Nullable String findings) {
  Made {
    outputs = List.copyOf(outputs);
    files = List.copyOf(files);
  }

  /**
   * A file as it was when it was made.
   *
   * @param place as the row has it
   * @param shelf where it stands
   * @param bytes its size
   * @param sha256 of its content, in hexadecimal
   */
  record MadeFile(String place, AssetLibrary.Shelf shelf, long bytes, String sha256) {}

  /**
   * Looks at what a handler says it has made; empty where a file stands where no output belongs.
   */
  static Optional<Made> of(JobResult.Finished finished, AssetLibrary assets, JobContext context)
      throws IOException, InterruptedException {
    Set<String> places = new LinkedHashSet<>();
    if (finished.result() != null) {
      places.add(finished.result());
    }
    places.addAll(finished.outputs());
    List<MadeFile> files = new ArrayList<>();
    for (String place : places) {
      Optional<Path> file = NamedFile.of(place, assets, context);
      if (file.isPresent()) {
        Optional<AssetLibrary.Shelf> shelf = assets.shelfOf(file.get());
        if (shelf.isEmpty()) {
          return Optional.empty();
        }
        String hash = Content.hash(file.get(), context.cancellation());
        files.add(new MadeFile(place, shelf.get(), Files.size(file.get()), hash));
      }
    }
    return Optional.of(
        new Made(
            finished.result(), finished.note(), finished.outputs(), files, finished.findings()));
  }

  /** For the index. */
  String json() {
    ObjectNode node = JsonMapper.shared().createObjectNode();
    node.put("result", result).put("note", note).put("findings", findings);
    outputs.forEach(node.putArray("outputs")::add);
    ArrayNode all = node.putArray("files");
    for (MadeFile file : files) {
      all.addObject()
          .put("place", file.place())
          .put("shelf", file.shelf().name())
          .put("bytes", file.bytes())
          .put("sha256", file.sha256());
    }
    return node.toString();
  }

  /** Reads {@link #json}; empty for what is none. */
  static Optional<Made> read(String json) {
    try {
      JsonNode node = JsonMapper.shared().readTree(json);
      List<String> outputs = new ArrayList<>();
      node.path("outputs").forEach(output -> outputs.add(output.asString("")));
      List<MadeFile> files = new ArrayList<>();
      for (JsonNode file : node.path("files")) {
        files.add(
            new MadeFile(
                file.path("place").asString(""),
                AssetLibrary.Shelf.valueOf(file.path("shelf").asString("")),
                file.path("bytes").asLong(-1),
                file.path("sha256").asString("")));
      }
      return Optional.of(
          new Made(
              node.path("result").asString(null),
              node.path("note").asString(""),
              outputs,
              files,
              node.path("findings").asString(null)));
    } catch (JacksonException | IllegalArgumentException e) {
      return Optional.empty(); // somebody else's text
    }
  }
}
