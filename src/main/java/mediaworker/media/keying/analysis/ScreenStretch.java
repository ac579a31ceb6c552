package mediaworker.media.keying.analysis;

import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.request.KeyingSettings.MatteSettings;

/**
 * A stretch of a clip that shows one screen. Most clips are a single one.
 *
 * @param from time of its first picture in seconds, as the clip's own; it lasts until the next one
 * @param key the screen's colour
 * @param matte the settings for the matte, clip black chosen for this screen unless a person has
 */
public record ScreenStretch(double from, MeasuredKey key, MatteSettings matte) {

  /** The only one of a clip. */
  public static ScreenStretch whole(MeasuredKey key, MatteSettings matte) {
    return new ScreenStretch(0, key, matte);
  }
}
