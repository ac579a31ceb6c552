package mediaworker.assets.s3;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import mediaworker.assets.AssetException;
import mediaworker.assets.AssetLibrary;
import mediaworker.assets.DiskNeed;
import mediaworker.assets.Output;
import mediaworker.concurrent.Cancellation;
import org.jspecify.annotations.Nullable;

/**
 * Assets that are uploaded after they are published: remembers what each claim has published, and
 * takes the local file for a URL of our own where it is the very one that was uploaded.
 */
public final class UploadedAssets implements AssetLibrary {

  private final AssetLibrary local;
  private final S3Address address;
  private final S3Bucket bucket;
  private final boolean keepLocal;
  private final Map<String, List<String>> published = new ConcurrentHashMap<>();

  /**
   * @param bucket is asked whether a local file is what was uploaded
   */
  public UploadedAssets(AssetLibrary local, S3Settings settings, S3Bucket bucket) {
    this.local = local;
    this.address = new S3Address(settings);
    this.bucket = bucket;
    this.keepLocal = settings.keepLocal();
  }

  @Override
  public Path fetch(String reference, Path workDir, Cancellation cancellation)
      throws AssetException, IOException, InterruptedException {
    Optional<S3Address.Upload> upload = address.upload(reference.strip());
    if (upload.isPresent()) {
      Optional<Path> file = local(upload.get(), workDir, cancellation);
      if (file.isPresent()) {
        return file.get();
      }
    }
    return local.fetch(reference, workDir, cancellation);
  }

  /**
   * The file that was uploaded. Another worker with the same bucket, and a later job whose file got
   * the same name, have other files in its place. One that is to be removed might go while it is
   * read, so it is not taken at all.
   */
  private Optional<Path> local(S3Address.Upload upload, Path workDir, Cancellation cancellation)
      throws IOException, InterruptedException {
    if (!keepLocal) {
      return Optional.empty();
    }
    try {
      Path file = local.fetch(upload.place(), workDir, cancellation);
      return bucket.holds(upload.key(), file, cancellation) ? Optional.of(file) : Optional.empty();
    } catch (AssetException | NoSuchFileException e) {
      return Optional.empty(); // moved or removed, or the bucket does not tell
    }
  }

  @Override
  public Optional<Shelf> shelfOf(Path file) throws IOException {
    return local.shelfOf(file);
  }

  @Override
  public void check(Shelf shelf, Collection<String> references) throws AssetException, IOException {
    local.check(shelf, references);
  }

  @Override
  public void requireRoom(Shelf shelf, Path workDir, DiskNeed need)
      throws AssetException, IOException {
    local.requireRoom(shelf, workDir, need);
  }

  @Override
  public Output newOutput(
      Shelf shelf, String stem, String extension, @Nullable String requestedName, String claimName)
      throws AssetException, IOException {
    Output output = local.newOutput(shelf, stem, extension, requestedName, claimName);
    return new Output() {
      @Override
      public Path part() {
        return output.part();
      }

      @Override
      public String publish() throws IOException {
        return kept(output.publish());
      }

      @Override
      public String publishOnce() throws IOException {
        return kept(output.publishOnce());
      }

      private String kept(String place) {
        published.compute(
            claimName,
            (claim, before) -> {
              List<String> places = before == null ? new ArrayList<>() : new ArrayList<>(before);
              places.add(place);
              return places;
            });
        return place;
      }

      @Override
      public void close() {
        output.close();
      }
    };
  }

  /** What a claim has published, in order; it is forgotten here. */
  public List<String> take(String claimName) {
    List<String> places = published.remove(claimName);
    return places == null ? List.of() : places;
  }
}
