package mediaworker.assets;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import mediaworker.concurrent.Cancellation;
import mediaworker.network.PublicAddresses;
import mediaworker.workspace.Notes;
import okhttp3.Dns;
import org.jspecify.annotations.Nullable;

/** Assets as files of this machine. */
public final class FileAssetLibrary implements AssetLibrary {

  /** Files that a message names; then it says how many others there are. */
  private static final int MOST_TOLD = 4;

  private final AssetSettings settings;
  private final Notes notes;
  private final PathRules paths;
  private final DiskRoom room;
  private final Downloader downloader;

  /** For programs that are no worker. */
  public FileAssetLibrary(AssetSettings settings) {
    this(settings, Notes.NONE);
  }

  /**
   * @param notes hears of half-written outputs, so that those of a killed worker can be removed
   */
  public FileAssetLibrary(AssetSettings settings, Notes notes) {
    this(
        settings,
        notes,
        Dns.SYSTEM,
        settings.allowPrivateUrls() ? address -> true : PublicAddresses::contains);
  }

  FileAssetLibrary(AssetSettings settings, Dns nameServer, Predicate<InetAddress> allowed) {
    this(settings, Notes.NONE, nameServer, allowed);
  }

  /**
   * @param nameServer finds the addresses of hosts
   * @param allowed which of them may be connected to
   */
  FileAssetLibrary(
      AssetSettings settings, Notes notes, Dns nameServer, Predicate<InetAddress> allowed) {
    this.settings = settings;
    this.notes = notes;
    this.paths = new PathRules(settings);
    this.room = new DiskRoom(settings.floorBytes());
    this.downloader = new Downloader(settings, nameServer, allowed);
  }

  @Override
  public Path fetch(String reference, Path workDir, Cancellation cancellation)
      throws AssetException, IOException, InterruptedException {
    String text = reference.strip();
    return WebAddress.isUrl(text)
        ? downloader.fetch(text, workDir, cancellation)
        : paths.existingFile(text);
  }

  @Override
  public Output newOutput(
      Shelf shelf, String stem, String extension, @Nullable String requestedName, String claimName)
      throws AssetException, IOException {
    Path folder = folder(shelf);
    String name = requestedName == null ? stem : OutputNames.stem(requestedName, extension);
    requireWritable(folder);
    // Of the job's own stem: a requested name may be as long as file systems bear.
    String partName = "." + stem + "." + claimName + ".part." + extension;
    Path part = folder.resolve(partName);
    return new FileOutput(settings.baseDir(), folder, part, name, extension, notes.output(part));
  }

  private Path folder(Shelf shelf) {
    return switch (shelf) {
      case OUTPUT -> settings.outputDir();
      case ANIMATIONS -> settings.animationsDir();
      case LIBRARY -> settings.libraryDir();
      case KEYED -> settings.libraryDir().resolve("transparent_videos");
    };
  }

  @Override
  public Optional<Shelf> shelfOf(Path file) throws IOException {
    Path parent = file.toRealPath().getParent();
    for (Shelf shelf : Shelf.values()) {
      Path folder = folder(shelf);
      if (Files.isDirectory(folder) && folder.toRealPath().equals(parent)) {
        return Optional.of(shelf);
      }
    }
    return Optional.empty();
  }

  @Override
  public void check(Shelf shelf, Collection<String> references) throws AssetException, IOException {
    requireWritable(folder(shelf));
    room.require(folder(shelf), 0);
    List<String> problems = new ArrayList<>();
    for (String reference : new LinkedHashSet<>(references)) {
      String text = reference.strip();
      if (!WebAddress.isUrl(text)) {
        try {
          paths.existingFile(text);
        } catch (AssetException e) {
          problems.add(e.sentence());
        }
      }
    }
    if (!problems.isEmpty()) {
      int more = problems.size() - MOST_TOLD;
      String told = String.join(" ", problems.subList(0, Math.min(problems.size(), MOST_TOLD)));
      throw AssetException.refused(more > 0 ? told + " So it is with " + more + " more." : told);
    }
  }

  @Override
  public void requireRoom(Shelf shelf, Path workDir, DiskNeed need)
      throws AssetException, IOException {
    room.require(workDir, folder(shelf), need);
  }

  /** Final: somebody has to change rights or settings, and the row says so at once. */
  private static void requireWritable(Path folder) throws AssetException {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw AssetException.refused(
          "The output folder " + folder + " cannot be made: a file of that name is in the way.");
    } catch (IOException e) {
      throw unwritable(folder);
    }
    if (!Files.isWritable(folder)) {
      throw unwritable(folder);
    }
  }

  private static AssetException unwritable(Path folder) {
    return AssetException.refused(
        "The output folder " + folder + " cannot be written by the user the worker runs as.");
  }
}
