package mediaworker.media;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A folder whose programs are run: nobody but this user and the superuser may have put anything
 * there. In a temporary folder that all users share, another one could have made it first, with
 * programs of his own in it. What he puts into a folder that all may write to is his, too, and is
 * told by that.
 *
 * <p>Its group is trusted: many systems let every user have one of his own, which may write all of
 * his files. Where a file system knows no owners, nothing is asked.
 */
final class ProgramFolder {

  private static final String SUPERUSER = "root";

  private static final FileAttribute<?> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private ProgramFolder() {}

  /**
   * Makes it when it is missing, and looks at what is in it.
   *
   * @return the folder, absolute
   * @throws MediaException with a sentence, where it cannot be used
   */
  static Path of(Path named) throws MediaException {
    Path folder = named.toAbsolutePath();
    try {
      boolean posix = makeIfMissing(folder);
      Path probe = Files.createTempFile(folder, "owner", ".probe");
      try {
        if (posix) {
          requireOurs(folder, Files.getOwner(probe));
        }
      } finally {
        Files.delete(probe);
      }
    } catch (IOException e) {
      throw MediaException.unavailable(unusable(folder, e));
    }
    return folder;
  }

  /** Whether its file system knows owners and rights. */
  private static boolean makeIfMissing(Path folder) throws IOException {
    Path parent = folder.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Path there = Files.isDirectory(folder) || parent == null ? folder : parent;
    boolean posix =
        Files.getFileStore(there).supportsFileAttributeView(PosixFileAttributeView.class);
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(
          folder, posix ? new FileAttribute<?>[] {PRIVATE} : new FileAttribute<?>[0]);
    }
    return posix;
  }

  private static void requireOurs(Path folder, UserPrincipal us)
      throws IOException, MediaException {
    for (Path path : all(folder.toRealPath())) {
      PosixFileAttributes about;
      try {
        about = Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      } catch (NoSuchFileException e) {
        continue; // another worker's, that unpacks at the same time
      }
      if (!about.owner().equals(us) && !about.owner().getName().equals(SUPERUSER)) {
        throw MediaException.unavailable(
            path
                + " belongs to the user "
                + about.owner().getName()
                + ", whose programs are not run: remove it, or name a folder of your own in the"
                + " setting \"ffmpeg-cache-dir\".");
      }
    }
  }

  /** It and all that is in it, but for what other workers remove meanwhile. */
  private static List<Path> all(Path folder) throws IOException {
    List<Path> all = new ArrayList<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes about) {
            all.add(path);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes about) {
            all.add(path);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path path, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path path, @Nullable IOException e)
              throws IOException {
            if (e == null || e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
    return all;
  }

  /** What keeps a folder from being used. */
  static String unusable(Path folder, IOException e) {
    String reason =
        e instanceof FileSystemException file && file.getReason() != null
            ? file.getFile() + ": " + file.getReason()
            : e instanceof AccessDeniedException denied
                ? denied.getFile() + " may not be written by this user"
                : e instanceof FileAlreadyExistsException other
                    ? other.getFile() + " is no folder"
                    : String.valueOf(e.getMessage());
    return "the folder "
        + folder
        + " cannot be used ("
        + reason
        + "): correct its rights, make room, or name another in the setting"
        + " \"ffmpeg-cache-dir\".";
  }
}
