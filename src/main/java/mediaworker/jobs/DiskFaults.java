package mediaworker.jobs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/** Says in a sentence what an error of the file system means, and whether another try may do. */
public final class DiskFaults {

  private DiskFaults() {}

  /**
   * What the error means to a job. What somebody has to change (rights, a file where a folder
   * belongs) fails at once; what may pass (a full disk, a drive that is away) is tried again.
   */
  public static JobFailure of(IOException e) {
    String place = place(e);
    String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    if (text.contains("cannot run program")) {
      // Which says what is wrong with the program, not with a file of the job.
      return JobFailure.transientFault("FFmpeg could not be started: see bin/worker check.", e);
    }
    if (e instanceof AccessDeniedException || text.contains("permission denied")) {
      return JobFailure.input(
          (place.isEmpty() ? "A file or folder" : place)
              + " cannot be read or written by the user the worker runs as: change its rights, or"
              + " name another folder in the settings.");
    }
    if (text.contains("read-only file system")) {
      return JobFailure.input(
          (place.isEmpty() ? "A folder" : place) + " lies on a disk that is read-only.");
    }
    if (e instanceof NotDirectoryException
        || e instanceof FileAlreadyExistsException
        || text.contains("not a directory")) {
      return JobFailure.input(
          (place.isEmpty() ? "Something" : place)
              + " is in the way: a folder is needed there, and it is or lies below a file.");
    }
    if (e instanceof FileSystemLoopException || text.contains("too many levels of symbolic")) {
      return JobFailure.input(place + " is a link that leads round in a circle.");
    }
    if (text.contains("file name too long")) {
      return JobFailure.input("A file name is longer than this disk allows.");
    }
    return JobFailure.transientFault(passing(e, place, text), e);
  }

  private static String passing(IOException e, String place, String text) {
    String where = place.isEmpty() ? "" : " at " + place;
    if (text.contains("no space left") || text.contains("disk quota exceeded")) {
      return "The disk is full" + where + ".";
    }
    if (e instanceof NoSuchFileException || e instanceof FileNotFoundException) {
      return (place.isEmpty() ? "A file of this job" : place)
          + " is gone: somebody removed it, or its disk is away.";
    }
    if (e instanceof DirectoryNotEmptyException) {
      return "The folder " + place + " could not be removed: something is in it.";
    }
    if (text.contains("too many open files")) {
      return "The worker has too many files open (see ulimit -n).";
    }
    if (text.contains("input/output error")) {
      return "The disk could not be read or written" + where + ".";
    }
    String reason = e.getMessage();
    boolean says = reason != null && reason.contains(" ") && !(e instanceof FileSystemException);
    return says
        ? "A fault of disk or network: " + reason
        : "A fault of disk or network" + where + ", of which the system gave no reason.";
  }

  private static String place(IOException e) {
    if (e instanceof FileSystemException file && file.getFile() != null) {
      return file.getFile();
    }
    return "";
  }
}
