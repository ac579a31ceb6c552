package mediaworker.handlers.remote;

import java.util.List;
import mediaworker.providers.MediaRequest;
import org.jspecify.annotations.Nullable;

/**
 * A row's request, its files still as the row names them.
 *
 * @param request everything but pictures and videos
 * @param images paths or URLs of pictures
 * @param endImage path or URL of the last picture; null when there is none
 * @param video path or URL of the video; null when there is none
 */
record MediaDraft(
    MediaRequest request, List<String> images, @Nullable String endImage, @Nullable String video) {
  MediaDraft {
    images = List.copyOf(images);
  }
}
