package mediaworker.http.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import mediaworker.http.FileReply;
import mediaworker.http.HttpProblem;
import mediaworker.http.Reply;
import mediaworker.http.Request;
import mediaworker.http.Router;
import mediaworker.jobs.JobRow;
import mediaworker.jobs.StoreException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Files that jobs name, small pictures of them, and files that are dropped to be worked on. */
final class FilesApi {

  private static final int BUFFER = 1 << 16;
  private static final int LONGEST_STEM = 80;

  /** The room on the disk is looked for again whenever so much has come. */
  private static final long LOOK_EVERY = 8L << 20;

  private final Backend backend;

  FilesApi(Backend backend) {
    this.backend = backend;
  }

  void addTo(Router router) {
    router.add("GET", "/api/jobs/{id}/files/{place}", this::file);
    router.add("GET", "/api/jobs/{id}/thumbnail", this::thumbnail);
    router.add("POST", "/api/files", this::upload);
  }

  private Reply file(Request request)
      throws HttpProblem, StoreException, IOException, InterruptedException {
    String place = request.path("place");
    String reference =
        MediaNames.of(row(request), place)
            .orElseThrow(() -> HttpProblem.notFound("This job has no such file."));
    return FileReply.of(request, backend.media().file(reference));
  }

  private Reply thumbnail(Request request)
      throws HttpProblem, StoreException, IOException, InterruptedException {
    Optional<String> shown =
        request.query("place").isPresent()
            ? MediaNames.of(row(request), request.query("place").get())
            : MediaNames.shown(row(request));
    Picture picture =
        backend
            .media()
            .thumbnail(shown.orElseThrow(() -> HttpProblem.notFound("This job has no picture.")));
    return Reply.bytes(200, picture.type(), picture.bytes())
        .with("Cache-Control", "private, max-age=60");
  }

  private JobRow row(Request request) throws HttpProblem, StoreException {
    long id = request.id("id");
    return backend.desk().row(id).orElseThrow(() -> JobsApi.gone(id));
  }

  /** The body is the file; its name stands in the query. */
  private Reply upload(Request request) throws HttpProblem, IOException {
    String wanted = request.query("name").orElse("");
    String name = wanted.replace('\\', '/');
    name = name.substring(name.lastIndexOf('/') + 1);
    Optional<String> type = FileReply.type(name);
    if (type.isEmpty() || name.lastIndexOf('.') < 1) {
      throw HttpProblem.badRequest(
          "\"name\" must be the file's name and end in a media file's extension, like clip.mp4.");
    }
    long most = backend.settings().maxUploadBytes();
    if (request.contentLength().orElse(0L) > most) {
      throw tooLarge(most);
    }
    int dot = name.lastIndexOf('.');
    String extension = name.substring(dot + 1).toLowerCase(Locale.ROOT);
    long announced = request.contentLength().orElse(0L);
    try (MediaDesk.Incoming file =
        backend.media().receive(stem(name.substring(0, dot)), extension, announced)) {
      long size = receive(request.body(), file, announced, most);
      if (size == 0) {
        throw HttpProblem.badRequest("The file is empty.");
      }
      String path = file.publish();
      ObjectNode node = JsonMapper.shared().createObjectNode();
      node.put("path", path);
      node.put("name", path.substring(path.lastIndexOf('/') + 1));
      node.put("type", type.get());
      node.put("bytes", size);
      return Reply.json(201, node);
    }
  }

  /** Looks for room as it comes: its length may be unknown, and others write to the disk too. */
  private static long receive(InputStream in, MediaDesk.Incoming file, long announced, long most)
      throws HttpProblem, IOException {
    long size = 0;
    long looked = 0;
    byte[] buffer = new byte[BUFFER];
    try (OutputStream out = Files.newOutputStream(file.part(), StandardOpenOption.CREATE_NEW)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        size += n;
        if (size > most) {
          throw tooLarge(most);
        }
        out.write(buffer, 0, n);
        if (size - looked >= LOOK_EVERY) {
          looked = size;
          file.mustFit(Math.max(0, announced - size));
        }
      }
    }
    return size;
  }

  private static HttpProblem tooLarge(long most) {
    return new HttpProblem(
        413,
        "The file is larger than " + most / (1 << 20) + " MB, which http-max-upload-mb allows.");
  }

  private static String stem(String name) {
    // Systems write é as one character or as two; what has no one character keeps its marks.
    String composed = Normalizer.normalize(name, Normalizer.Form.NFC);
    String stem =
        composed.replaceAll("[^\\p{L}\\p{M}\\p{N} ._-]", "_").replaceFirst("^[. -]+", "_");
    return stem.length() > LONGEST_STEM ? stem.substring(0, LONGEST_STEM) : stem;
  }
}
