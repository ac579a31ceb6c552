package mediaworker.handlers.upload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mediaworker.assets.AssetLibrary;
import mediaworker.handlers.NamedFile;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.Stage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a row asks for, to tell whether another attempt asks for the same.
 *
 * @param input SHA-256, in hexadecimal, of the row's job type, input and settings
 * @param row what tells it from rows of the same id in other databases: the time of its making
 * @param files size and time of each local file that the input names, by the text that names it;
 *     their bytes are not read, which would take long each time
 */
record Work(String input, String row, Map<String, String> files) {

  Work {
    files = new TreeMap<>(files);
  }

  /** The work that a row asks for now. */
  static Work of(AssetLibrary assets, JobContext context) throws IOException, InterruptedException {
    Job job = context.job();
    boolean lap = job.stage() == Stage.KEYING;
    String input = text(lap ? job.resultData() : job.inputData());
    String settings = text(job.keyingSettings());
    String row = job.id() + " of " + job.createdAt();
    Map<String, String> files = new TreeMap<>();
    if (lap) {
      addFile(input, files, assets, context);
    } else {
      addFiles(tree(input), files, assets, context);
    }
    addFiles(tree(settings), files, assets, context);
    return new Work(hash(String.join("\n", job.kind(), input, settings)), row, files);
  }

  /**
   * Whether what was done is what is asked for now. A file that is gone since was not replaced by
   * another one. Notes of earlier versions name neither row nor files.
   */
  boolean isDoneFor(Work asked) {
    return input.equals(asked.input)
        && (row.isEmpty() || row.equals(asked.row))
        && files.entrySet().stream()
            .allMatch(
                file ->
                    file.getValue()
                        .equals(asked.files.getOrDefault(file.getKey(), file.getValue())));
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static JsonNode tree(String column) {
    try {
      return JsonMapper.shared().readTree(column.isBlank() ? "{}" : column);
    } catch (JacksonException e) { // its handler says what is wrong with it
      return JsonMapper.shared().createObjectNode();
    }
  }

  private static void addFiles(
      JsonNode node, Map<String, String> files, AssetLibrary assets, JobContext context)
      throws IOException, InterruptedException {
    if (node.isString()) {
      addFile(node.asString(), files, assets, context);
    }
    for (JsonNode child : node) {
      addFiles(child, files, assets, context);
    }
  }

  private static void addFile(
      String text, Map<String, String> files, AssetLibrary assets, JobContext context)
      throws IOException, InterruptedException {
    Optional<Path> file = NamedFile.of(text, assets, context);
    if (file.isPresent()) {
      BasicFileAttributes now = Files.readAttributes(file.get(), BasicFileAttributes.class);
      files.put(text, now.size() + " bytes of " + now.lastModifiedTime());
    }
  }

  private static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
