package mediaworker.media.keying;

import mediaworker.media.MediaInfo;
import mediaworker.media.Rational;
import org.jspecify.annotations.Nullable;

/** Picture streams as ffprobe would tell of them, without a file. */
public final class PictureStreams {

  private PictureStreams() {}

  /** An ordinary small one of a rate in pictures a second. */
  public static MediaInfo.Video of(Rational rate) {
    return of(320, 240, "yuv420p", null, null, null, rate);
  }

  /** One of 25 pictures a second; null where the file does not say. */
  public static MediaInfo.Video of(
      int width,
      int height,
      String pixels,
      @Nullable String space,
      @Nullable String transfer,
      @Nullable String fields) {
    return of(width, height, pixels, space, transfer, fields, new Rational(25, 1));
  }

  private static MediaInfo.Video of(
      int width,
      int height,
      String pixels,
      @Nullable String space,
      @Nullable String transfer,
      @Nullable String fields,
      Rational rate) {
    String primaries = "bt2020nc".equals(space) ? "bt2020" : null;
    return new MediaInfo.Video(
        0, "h264", null, 0, width, height, "1:1", pixels, null, space, primaries, transfer, fields,
        0, rate, rate, "1/1000", 0, false, null, false, 10, 1);
  }
}
