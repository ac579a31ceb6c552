package mediaworker.media.timeline;

import java.util.Locale;
import mediaworker.media.Progress;

/** Words an encoder's reports for a person: "frame 120 of 390, 31 fps, 9 s left". */
public final class EncodeProgress implements Progress.Listener {

  private final int frames;
  private final WorkProgress progress;

  /**
   * For one run.
   *
   * @param frames pictures there will be
   * @param progress hears of it
   */
  public EncodeProgress(int frames, WorkProgress progress) {
    this.frames = Math.max(1, frames);
    this.progress = progress;
  }

  @Override
  public void onProgress(Progress report) {
    long done = Math.min(frames, report.frame());
    String left = report.fps() > 0 ? ", " + readable((frames - done) / report.fps()) : "";
    progress.onProgress(
        (double) done / frames,
        String.format(Locale.ROOT, "frame %d of %d, %.0f fps%s", done, frames, report.fps(), left));
  }

  private static String readable(double seconds) {
    long whole = (long) Math.ceil(seconds);
    return whole < 100 ? whole + " s left" : (whole + 59) / 60 + " min left";
  }
}
