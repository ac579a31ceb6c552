package mediaworker.app;

import java.nio.file.Path;
import java.util.List;
import mediaworker.assets.AssetSettings;
import mediaworker.handlers.remote.ProviderSetup;
import mediaworker.handlers.remote.RemoteSettings;
import mediaworker.jobs.RetryPolicy;
import mediaworker.media.FfmpegSettings;
import mediaworker.providers.http.TransportSettings;
import mediaworker.store.sqlite.SqliteDatabase.Durability;
import mediaworker.worker.DispatcherSettings;

/**
 * The values each part is built from.
 *
 * @param database the database file
 * @param durability how sure a commit has to be
 * @param loop how the loop works
 * @param retries how failed attempts are spaced
 * @param tempDir where jobs get their work folders
 * @param assets where files are read and written
 * @param ffmpeg how FFmpeg is found and limited
 * @param paid who does paid jobs, and how
 */
public record AppSettings(
    Path database,
    Durability durability,
    DispatcherSettings loop,
    RetryPolicy retries,
    Path tempDir,
    AssetSettings assets,
    FfmpegSettings ffmpeg,
    PaidJobs paid) {

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
}
