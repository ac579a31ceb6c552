package mediaworker.media.keying.output;

import java.util.Locale;
import mediaworker.media.Progress;
import mediaworker.media.keying.request.KeyingListener;

/**
 * Turns ffmpeg's progress into a fraction of the job and a line for a person.
 *
 * @param frames pictures to come; 0 where not known
 * @param from fraction at which this run begins
 * @param to fraction at which it ends
 * @param listener takes the line and the fraction
 */
public record FrameProgress(long frames, double from, double to, KeyingListener listener)
    implements Progress.Listener {

  /** Tells of a step before the pictures. */
  void say(String message) {
    listener.onProgress(from, message);
  }

  /** The rest of it, after a step that takes a share of the work. */
  FrameProgress from(double share) {
    return new FrameProgress(frames, from + share * (to - from), to, listener);
  }

  @Override
  public void onProgress(Progress progress) {
    double share = frames > 0 ? Math.min(1, (double) progress.frame() / frames) : 0;
    listener.onProgress(from + share * (to - from), line(progress));
  }

  private String line(Progress progress) {
    StringBuilder line = new StringBuilder("frame ").append(progress.frame());
    if (frames > 0) {
      line.append(" of ").append(Math.max(frames, progress.frame()));
    }
    if (progress.fps() > 0) {
      line.append(String.format(Locale.ROOT, ", %.0f fps", progress.fps()));
      long left = Math.round(Math.max(0, frames - progress.frame()) / progress.fps());
      if (left > 0) {
        line.append(", ").append(left).append(" s left");
      }
    }
    return line.toString();
  }
}
