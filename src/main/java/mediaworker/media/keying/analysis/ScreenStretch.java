package mediaworker.media.keying.analysis;

import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.request.KeyingSettings.MatteSettings;

/**
 * A stretch of a clip that shows one screen. Most clips are a single one.
 *
 * @param from time of its first picture in seconds, as the clip's own; it lasts until the next one
 * @param key the screen's colour
 * @param matte the settings for the matte, clip black chosen for this screen unless a person has
 * @param cleared whether a part of the picture goes whatever it shows
 */
public record ScreenStretch(double from, MeasuredKey key, MatteSettings matte, boolean cleared) {

  /** The only one of a clip, of which nothing is cleared. */
  public static ScreenStretch whole(MeasuredKey key, MatteSettings matte) {
    return new ScreenStretch(0, key, matte, false);
  }
}
