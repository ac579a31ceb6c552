package mediaworker.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mediaworker.assets.AssetSettings;
import mediaworker.assets.s3.S3Settings;
import mediaworker.config.LaneSettings;
import mediaworker.handlers.command.ExternalProgram;
import mediaworker.handlers.remote.ProviderSetup;
import mediaworker.handlers.remote.RemoteSettings;
import mediaworker.jobs.RetryPolicy;
import mediaworker.jobs.RowLimits;
import mediaworker.media.FfmpegSettings;
import mediaworker.providers.http.TransportSettings;
import mediaworker.store.sqlite.database.SqliteDatabase.Durability;
import mediaworker.worker.DispatcherSettings;

/**
 * The values each part is built from.
 *
 * @param database the database file
 * @param durability how sure a commit has to be
 * @param demands what rows and children may demand of the machine
 * @param loop how the loop works
 * @param retries how failed attempts are spaced
 * @param tempDir where jobs get their work folders
 * @param assets where files are read and written
 * @param ffmpeg how FFmpeg is found and limited
 * @param paid who does paid jobs, and how
 * @param extensions what this installation adds
 */
public record AppSettings(
    Path database,
    Durability durability,
    Demands demands,
    DispatcherSettings loop,
    RetryPolicy retries,
    Path tempDir,
    AssetSettings assets,
    FfmpegSettings ffmpeg,
    PaidJobs paid,
    Extensions extensions) {

  /**
   * What rows and children may demand of the machine.
   *
   * @param rows how large a row may be
   * @param niceness how far children stand back for other programs, 0…19
   */
  public record Demands(RowLimits rows, int niceness) {
    /** The defaults. */
    public static final Demands USUAL = new Demands(RowLimits.USUAL, 0);
  }

  /**
   * Who does paid jobs, and how.
   *
   * @param providers may be none: then no paid job types are served
   * @param remote the life cycle's settings
   * @param transport limits of requests
   */
  public record PaidJobs(
      List<ProviderSetup> providers, RemoteSettings remote, TransportSettings transport) {
    public PaidJobs {
      providers = List.copyOf(providers);
    }
  }

  /**
   * What an installation adds to the worker.
   *
   * @param programs each serves a job type
   * @param storage where outputs are uploaded to; empty where they stay local
   * @param lanes what is scarce here, and who does work that needs it
   */
  public record Extensions(
      List<ExternalProgram> programs, Optional<S3Settings> storage, LaneSettings lanes) {
    /** Nothing. */
    public static final Extensions NONE = new Extensions(List.of(), Optional.empty());

    /** With the usual lanes. */
    public Extensions(List<ExternalProgram> programs, Optional<S3Settings> storage) {
      this(programs, storage, new LaneSettings());
    }

    public Extensions {
      programs = List.copyOf(programs);
    }
  }
}
