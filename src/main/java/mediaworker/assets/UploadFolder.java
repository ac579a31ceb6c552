package mediaworker.assets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import mediaworker.workspace.Notes;

/**
 * A folder for files that people send: each appears whole, under a name that no file has yet, and
 * what a killed worker leaves half received is cleared up with its outputs. Safe for use by many
 * threads.
 */
public final class UploadFolder {

  private final Path baseDir;
  private final Path folder;
  private final DiskRoom room;
  private final Notes notes;

  /**
   * @param folder made with the first file
   * @param notes is told of each temporary file
   */
  public UploadFolder(AssetSettings settings, Path folder, Notes notes) {
    this.baseDir = settings.baseDir();
    this.folder = folder;
    this.room = new DiskRoom(settings.floorBytes());
    this.notes = notes;
  }

  /**
   * Looks whether a file fits.
   *
   * @param bytes what of it is still to come, as far as is known; else 0
   * @throws AssetException when its disk has too little room for it
   */
  public void mustFit(long bytes) throws AssetException, IOException {
    try {
      room.require(folder, bytes);
    } catch (AssetException e) {
      throw AssetException.refused(
          "The disk of "
              + folder
              + " has too little room for the file: make some, or lower min-free-mb, which keeps"
              + " the rest free.");
    }
  }

  /**
   * The place of a file.
   *
   * @param stem a plain name without extension
   * @param extension without the dot
   */
  public Output place(String stem, String extension) throws IOException {
    Files.createDirectories(folder);
    Path part = folder.resolve(".upload." + UUID.randomUUID() + ".part." + extension);
    return new FileOutput(baseDir, folder, part, stem, extension, notes.output(part));
  }
}
