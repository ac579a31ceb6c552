package mediaworker.handlers.remote;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import mediaworker.disk.DiskSync;
import mediaworker.jobs.PaidCall;
import mediaworker.jobs.StoreException;
import mediaworker.providers.MediaInput;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Operation;
import mediaworker.providers.http.Json;
import mediaworker.providers.http.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One folder a paid call, for what must survive until its output is delivered. */
final class CallFolders {

  private static final Logger log = LoggerFactory.getLogger(CallFolders.class);

  private static final Duration YOUNG = Duration.ofHours(1);

  private static final String ASKED = "asked.json";

  private final Path root;

  CallFolders(Path root) {
    this.root = root;
  }

  /** The folder of a call; may not exist yet. */
  Path of(String marker) {
    return root.resolve(marker);
  }

  /**
   * Notes, before a call is made, what is asked for: its row may be changed before its answer is
   * known, and a lost one be looked for by other words than it was made with.
   */
  void noteAsked(String marker, MediaRequest request) throws IOException {
    Path call = Files.createDirectories(of(marker));
    Path part = call.resolve(ASKED + ".part");
    try (FileChannel out =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer text = ByteBuffer.wrap(asked(request).getBytes(StandardCharsets.UTF_8));
      while (text.hasRemaining()) {
        out.write(text);
      }
      out.force(true);
    }
    Files.move(part, call.resolve(ASKED), StandardCopyOption.ATOMIC_MOVE);
    DiskSync.folder(call);
    DiskSync.folder(root);
  }

  /** What a row asks for, against what the call was made for. */
  enum Asked {
    /** Or nothing was noted. */
    SAME,
    /** The row was changed. */
    ANOTHER,
    /** The note is damaged, or the disk does not give it. */
    UNREADABLE
  }

  /** Whether the row still asks for what the call was made for. */
  Asked asked(String marker, MediaRequest request) {
    Path note = of(marker).resolve(ASKED);
    if (!Files.exists(note)) {
      return Asked.SAME;
    }
    try {
      String text = Files.readString(note);
      if (text.equals(asked(request))) {
        return Asked.SAME;
      }
      return JsonMapper.shared().readTree(text).isObject() ? Asked.ANOTHER : Asked.UNREADABLE;
    } catch (IOException | JacksonException e) {
      log.warn("{} cannot be read: {}", note, e.getClass().getSimpleName());
      return Asked.UNREADABLE;
    }
  }

  /**
   * What a call was made for, as far as its note tells, which is what providers' lists are searched
   * by; empty where there is none that can be read.
   */
  Optional<MediaRequest> askedFor(String marker) {
    try {
      JsonNode note = JsonMapper.shared().readTree(Files.readString(of(marker).resolve(ASKED)));
      MediaInput some = new MediaInput.WebUrl("");
      MediaRequest plain =
          MediaRequest.of(Operation.valueOf(note.path("operation").asString()))
              .prompt(note.path("prompt").asString())
              .input((ObjectNode) note.path("input"))
              .options((ObjectNode) note.path("options"))
              .build();
      return Optional.of(
          plain.withMedia(
              Collections.nCopies(note.path("images").asInt(), some),
              note.path("end_image").asBoolean() ? some : null,
              note.path("video").asBoolean() ? some : null));
    } catch (IOException | RuntimeException e) {
      log.debug("What {} was made for cannot be read: {}", marker, e.getMessage());
      return Optional.empty();
    }
  }

  /** The same, as far as the ledger tells where there is no such note. */
  MediaRequest asked(PaidCall call) {
    Operation operation = Watching.task(call).operation();
    return askedFor(call.marker()).orElseGet(() -> MediaRequest.of(operation).build());
  }

  /** By which providers' lists are searched. */
  private static String asked(MediaRequest request) {
    return Json.object()
        .put("operation", request.operation().name())
        .put("prompt", request.prompt())
        .put("images", request.images().size())
        .put("end_image", request.endImage().isPresent())
        .put("video", request.video().isPresent())
        .set("input", request.input())
        .set("options", request.options())
        .toString();
  }

  /** Removes the folder of a call that is not made after all. */
  void forget(String marker) {
    try {
      remove(of(marker));
    } catch (IOException e) {
      log.debug("The folder {} stays until it is tidied: {}", of(marker), e.getMessage());
    }
  }

  /** Whether anything may be kept. */
  boolean any() {
    return Files.isDirectory(root);
  }

  /** Whether the ledger has a call of this name, be it over or not. */
  @FunctionalInterface
  interface Known {
    boolean has(String marker) throws StoreException;
  }

  /**
   * Removes the folders of calls that are over. A folder that is younger than the list of markers
   * may belong to a call that has just begun, so what has changed within the last hour stays; and
   * so does a paid answer that the ledger has never heard of, since it may be the only copy.
   *
   * @param markers those of the calls that are not over
   */
  void keepOnly(Set<String> markers, Known known) throws StoreException {
    int strange = 0;
    Instant old = Instant.now().minus(YOUNG);
    try (Stream<Path> folders = Files.list(root)) {
      for (Path folder : folders.toList()) {
        boolean over = !markers.contains(String.valueOf(folder.getFileName()));
        if (!over || !Files.getLastModifiedTime(folder).toInstant().isBefore(old)) {
          continue;
        }
        if (Transport.isKept(folder) && !known.has(String.valueOf(folder.getFileName()))) {
          strange++;
        } else {
          remove(folder);
        }
      }
    } catch (IOException e) {
      log.warn("The folder {} could not be tidied: {}", root, e.getMessage());
    }
    if (strange > 0) {
      log.warn(
          "{} holds {} paid answers of calls that the database does not know: it is older than they"
              + " are, as a restored copy is, or they are another database's. They stay there.",
          root,
          strange);
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
