package mediaworker.handlers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mediaworker.assets.AssetException;
import mediaworker.assets.AssetLibrary;
import mediaworker.assets.DiskNeed;
import mediaworker.assets.Output;
import mediaworker.concurrent.Cancellation;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.Stage;
import org.jspecify.annotations.Nullable;

/** A library of one folder and a context, for the handlers that only work on local files. */
final class StitchingFakes {

  private StitchingFakes() {}

  static Job job(String type, String inputData) {
    return new Job(12, type, Stage.MAIN, inputData, null, null, 1, 3);
  }

  /** Files by their names in one folder; outputs go to a folder named after their shelf. */
  static final class Library implements AssetLibrary {
    long mostRoom;
    boolean full;
    private final Path dir;

    Library(Path dir) {
      this.dir = dir;
    }

    @Override
    public Path fetch(String reference, Path workDir, Cancellation cancellation)
        throws AssetException {
      Path file = dir.resolve(reference);
      if (!Files.exists(file)) {
        throw AssetException.refused("The file " + reference + " does not exist.");
      }
      return file;
    }

    @Override
    public void requireRoom(Shelf shelf, Path workDir, DiskNeed need) throws AssetException {
      mostRoom = Math.max(mostRoom, need.bytes());
      if (full) {
        throw AssetException.noRoom("waits for room");
      }
    }

    @Override
    public Output newOutput(
        Shelf shelf, String stem, String extension, @Nullable String requestedName, String claim)
        throws IOException {
      Path folder = Files.createDirectories(dir.resolve(shelf.name()));
      String name = requestedName == null ? stem : requestedName;
      Path part = folder.resolve(name + "." + claim + "." + extension);
      return new Output() {
        @Override
        public Path part() {
          return part;
        }

        @Override
        public String publish() throws IOException {
          Path place = Files.move(part, folder.resolve(name + "." + extension));
          return dir.relativize(place).toString();
        }

        @Override
        public void close() {
          part.toFile().delete();
        }
      };
    }
  }

  /** Remembers what it is told. */
  static final class Context implements JobContext {
    final List<String> messages = new ArrayList<>();
    final Cancellation cancellation = new Cancellation();
    private final Job job;
    private final Path workDir;

    Context(Job job, Path workDir) {
      this.job = job;
      this.workDir = workDir;
    }

    @Override
    public Claim claim() {
      return new Claim(job, "claim-1");
    }

    @Override
    public String claimName() {
      return "claim-1";
    }

    @Override
    public Path workDir() throws IOException {
      return Files.createDirectories(workDir);
    }

    @Override
    public Cancellation cancellation() {
      return cancellation;
    }

    @Override
    public synchronized void progress(double fraction, String message) {
      messages.add(message);
    }
  }
}
