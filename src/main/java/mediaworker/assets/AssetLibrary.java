package mediaworker.assets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import org.jspecify.annotations.Nullable;

/** Files and URLs that rows name, and the places of outputs. Safe for use by many threads. */
public interface AssetLibrary {

  /** Where an output belongs. */
  enum Shelf {
    /** The worker's own job types: the output folder. */
    OUTPUT,
    /** The dashboard's job types: its library folder. */
    LIBRARY,
    /** Animations: the dashboard's folder of generated ones. */
    ANIMATIONS,
    /** Keyed laps: {@code transparent_videos} below the library folder. */
    KEYED
  }

  /**
   * A local file for what a row names: a path (relative to the base folder; a leading "/" means
   * below the base folder too unless the absolute path lies in an allowed folder; a "?v=…" suffix
   * is dropped) or an http(s) URL, which is downloaded into the work folder.
   *
   * @param reference as the row has it
   * @param workDir where a download goes; the caller removes it
   * @throws AssetException when it is missing, empty, outside the allowed folders, refused or
   *     unreachable
   */
  Path fetch(String reference, Path workDir, Cancellation cancellation)
      throws AssetException, IOException, InterruptedException;

  /**
   * Looks, before anything is fetched or begun, whether the files that a row names are there and
   * may be read, and whether the output's folder can be written and its disk has room at all. URLs
   * are not asked.
   *
   * @param shelf where the output will go
   * @param references as the row has them
   * @throws AssetException naming everything that is wrong, at once
   */
  default void check(Shelf shelf, Collection<String> references)
      throws AssetException, IOException {}

  /**
   * Whether there is room for what a job is about to write.
   *
   * @param shelf where its output will go
   * @param workDir where its work files go
   * @param need how much that is in either
   * @throws AssetException when it would leave too little free; for ever only where the need is
   *     known
   */
  default void requireRoom(Shelf shelf, Path workDir, DiskNeed need)
      throws AssetException, IOException {}

  /** The shelf on which a local file stands; empty where it is on none. */
  default Optional<Shelf> shelfOf(Path file) throws IOException {
    return Optional.empty();
  }

  /**
   * The place of an output.
   *
   * @param stem file name without extension that the job type gives, "keyed_12"
   * @param extension without the dot
   * @param requestedName {@code output_name} of the row: a plain file name, whose extension may be
   *     missing or another media file's; null for the stem
   * @param claimName makes the temporary name this claim's own
   * @throws AssetException when the requested name has folders in it or is no file name, or the
   *     folder cannot be written
   */
  Output newOutput(
      Shelf shelf, String stem, String extension, @Nullable String requestedName, String claimName)
      throws AssetException, IOException;
}
