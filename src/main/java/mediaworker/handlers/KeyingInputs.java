package mediaworker.handlers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import mediaworker.assets.AssetException;
import mediaworker.assets.AssetLibrary;
import mediaworker.assets.AssetLibrary.Shelf;
import mediaworker.jobs.JobContext;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.request.Background;
import mediaworker.media.keying.request.Composite;
import mediaworker.media.keying.request.PaintedMattes;
import mediaworker.media.keying.request.StickerSettings;

/**
 * What a keying job needs to be there before it begins: fetched and looked at.
 *
 * @param source the clip or picture
 * @param composite what it is laid over
 * @param sticker the sticker look, with its textures
 * @param mattes regions that a person has painted
 */
record KeyingInputs(
    MediaInfo source,
    Optional<Composite> composite,
    Optional<StickerSettings> sticker,
    PaintedMattes mattes) {

  private static final Pattern REMOTE = Pattern.compile("^https?://", Pattern.CASE_INSENSITIVE);

  /**
   * Fetches all of it.
   *
   * @param shelf where the job's outputs go
   */
  static KeyingInputs of(
      KeyingPayload payload, Shelf shelf, AssetLibrary assets, Ffmpeg ffmpeg, JobContext context)
      throws AssetException, MediaException, IOException, InterruptedException {
    return new Fetching(payload, assets, ffmpeg, context).all(shelf);
  }

  /** The fetching of one job's files. */
  private record Fetching(
      KeyingPayload payload, AssetLibrary assets, Ffmpeg ffmpeg, JobContext context) {

    KeyingInputs all(Shelf shelf)
        throws AssetException, MediaException, IOException, InterruptedException {
      assets.check(shelf, files());
      MediaInfo source = fetched(payload.source());
      Optional<Composite> composite = composite();
      Optional<StickerSettings> sticker = sticker(source);
      PaintedMattes mattes =
          new PaintedMattes(
              still("The matte", payload.extras().mattes().hold()),
              still("The matte", payload.extras().mattes().garbage()));
      return new KeyingInputs(source, composite, sticker, mattes);
    }

    /** All paths and URLs that the row names. */
    private List<String> files() {
      List<String> files = new ArrayList<>(List.of(payload.source()));
      payload
          .laid()
          .map(KeyingPayload.Laid::background)
          .filter(text -> Background.Color.parse(text).isEmpty())
          .ifPresent(files::add);
      payload
          .extras()
          .sticker()
          .flatMap(StickerFields.Wish::displacementTexture)
          .ifPresent(files::add);
      payload.extras().sticker().flatMap(StickerFields.Wish::screenTexture).ifPresent(files::add);
      payload.extras().mattes().hold().ifPresent(files::add);
      payload.extras().mattes().garbage().ifPresent(files::add);
      return files;
    }

    private MediaInfo fetched(String reference)
        throws AssetException, MediaException, IOException, InterruptedException {
      if (REMOTE.matcher(reference.strip()).find()) {
        // A file is there at once, and the first report should tell of the work.
        context.progress(0, "fetching a file");
      }
      Path file = assets.fetch(reference, context.workDir(), context.cancellation());
      return ffmpeg.probe(file, context.cancellation());
    }

    private Optional<Composite> composite()
        throws AssetException, MediaException, IOException, InterruptedException {
      if (payload.laid().isEmpty()) {
        return Optional.empty();
      }
      KeyingPayload.Laid laid = payload.laid().get();
      Optional<Background.Color> color = Background.Color.parse(laid.background());
      Background background =
          color.isPresent() ? color.get() : new Background.File(fetched(laid.background()));
      return Optional.of(laid.over(background));
    }

    private Optional<StickerSettings> sticker(MediaInfo source)
        throws AssetException, MediaException, IOException, InterruptedException {
      Optional<StickerFields.Wish> wish = payload.extras().sticker();
      if (wish.isEmpty() || source.picture().isEmpty()) {
        return Optional.empty();
      }
      MediaInfo.Video picture = source.picture().get();
      return Optional.of(
          wish.get()
              .settings(
                  Math.min(picture.width(), picture.height()),
                  still("The sticker's texture", wish.get().displacementTexture()),
                  still("The sticker's texture", wish.get().screenTexture())));
    }

    private Optional<MediaInfo> still(String what, Optional<String> reference)
        throws AssetException, MediaException, IOException, InterruptedException {
      if (reference.isEmpty()) {
        return Optional.empty();
      }
      MediaInfo picture = fetched(reference.get());
      if (!picture.isStill()) {
        throw MediaException.badInput(
            what + " " + picture.file().getFileName() + " is not a still picture.");
      }
      return Optional.of(picture);
    }
  }
}
