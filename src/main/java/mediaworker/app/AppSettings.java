package mediaworker.app;

import java.nio.file.Path;
import mediaworker.assets.AssetSettings;
import mediaworker.jobs.RetryPolicy;
import mediaworker.media.FfmpegSettings;
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
 */
public record AppSettings(
    Path database,
    Durability durability,
    DispatcherSettings loop,
    RetryPolicy retries,
    Path tempDir,
    AssetSettings assets,
    FfmpegSettings ffmpeg) {}
