package mediaworker.handlers.remote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mediaworker.assets.AssetException;
import mediaworker.assets.AssetLibrary;
import mediaworker.filetype.FileKind;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.providers.MediaInput;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a row names into what a provider is sent: files looked at, URLs passed on or fetched.
 */
final class RowMedia {

  private final AssetLibrary assets;

  RowMedia(AssetLibrary assets) {
    this.assets = assets;
  }

  /**
   * The request with its media.
   *
   * @param fetch whether URLs are downloaded for providers that want files; else they stay URLs,
   *     which is enough to check the request
   */
  MediaRequest complete(RemoteJob job, boolean fetch, JobContext context)
      throws JobFailure, AssetException, IOException, InterruptedException {
    MediaDraft draft = job.draft();
    Operation operation = draft.request().operation();
    boolean urls = !fetch || job.provider().provider().takesUrls(operation);
    List<MediaInput> images = new ArrayList<>();
    for (String reference : draft.images()) {
      images.add(input(reference, "picture", urls, context));
    }
    String end = draft.endImage();
    String video = draft.video();
    return draft
        .request()
        .withMedia(
            images,
            end == null ? null : input(end, "picture", urls, context),
            video == null ? null : input(video, "video", urls, context));
  }

  /** The request with its media as the row names them, whether or not they are there. */
  static MediaRequest asNamed(RemoteJob job) {
    MediaDraft draft = job.draft();
    String end = draft.endImage();
    String video = draft.video();
    return draft
        .request()
        .withMedia(
            draft.images().stream().map(MediaInput.WebUrl::new).toList(),
            end == null ? null : new MediaInput.WebUrl(end),
            video == null ? null : new MediaInput.WebUrl(video));
  }

  private MediaInput input(String reference, String what, boolean urls, JobContext context)
      throws JobFailure, AssetException, IOException, InterruptedException {
    if (urls && reference.strip().matches("(?is)https?://.*")) {
      return new MediaInput.WebUrl(reference.strip());
    }
    Path file = assets.fetch(reference, context.workDir(), context.cancellation());
    Optional<FileKind> kind = FileKind.of(file);
    boolean right =
        kind.isPresent() && (what.equals("picture") ? kind.get().isImage() : kind.get().isVideo());
    if (!right) {
      throw JobFailure.input(
          "The file " + shown(reference) + " is not a " + what + " of a known kind.");
    }
    return new MediaInput.LocalFile(file, kind.get().mediaType(), Files.size(file));
  }

  private static @Nullable String shown(String reference) {
    String bare = reference.replaceFirst("[?#].*", "");
    return bare.length() > 100 ? "…" + bare.substring(bare.length() - 100) : bare;
  }
}
