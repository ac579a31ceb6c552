package mediaworker.media;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How FFmpeg is found and limited.
 *
 * @param ffmpeg an ffmpeg to use in place of the embedded one (its ffprobe must lie beside it);
 *     null for the embedded one
 * @param cacheDir where the embedded executables are unpacked; made when missing
 * @param threads cores that each run may use; 0 to share the machine's among those that run at once
 * @param timeLimit how long one run may take
 * @param stallLimit how long one run may go without getting on
 * @param limits how large inputs may be
 */
public record FfmpegSettings(
    @Nullable Path ffmpeg,
    Path cacheDir,
    int threads,
    Duration timeLimit,
    Duration stallLimit,
    MediaLimits limits) {

  /** With the usual limits of inputs. */
  public FfmpegSettings(
      @Nullable Path ffmpeg, Path cacheDir, int threads, Duration timeLimit, Duration stallLimit) {
    this(ffmpeg, cacheDir, threads, timeLimit, stallLimit, MediaLimits.USUAL);
  }
}
