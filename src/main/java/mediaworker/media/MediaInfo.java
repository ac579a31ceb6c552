package mediaworker.media;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What ffprobe says of a file.
 *
 * @param file the file
 * @param format ffprobe's format names, comma separated ("mov,mp4,m4a,3gp,3g2,mj2")
 * @param durationSeconds the container's duration; 0 where it is not known (still images)
 * @param video the picture streams that are not cover art, first the one that players show: the
 *     first that its file marks as default, else the first
 * @param audio the sound streams, first the one that players play, chosen likewise
 */
public record MediaInfo(
    Path file, String format, double durationSeconds, List<Video> video, List<Audio> audio) {

  /** What FFmpeg's names of pixel formats of red, green and blue begin with. */
  private static final List<String> RGB =
      List.of("gbr", "rgb", "bgr", "argb", "abgr", "0rgb", "0bgr", "x2rgb", "x2bgr", "pal8");

  private static final int HD_WIDTH = 1280;
  private static final int HD_HEIGHT = 720;

  public MediaInfo {
    video = List.copyOf(video);
    audio = List.copyOf(audio);
  }

  /** The picture stream that players show. */
  public Optional<Video> picture() {
    return video.stream().findFirst();
  }

  /** The sound stream that players play. */
  public Optional<Audio> sound() {
    return audio.stream().findFirst();
  }

  /**
   * FFmpeg's name of {@link #picture}, for {@code -map} and, in brackets, for filter graphs.
   *
   * @param input number of the input that is this file
   */
  public String pictureStream(int input) {
    return input + ":" + picture().orElseThrow().index();
  }

  /**
   * FFmpeg's name of {@link #sound}.
   *
   * @param input number of the input that is this file
   */
  public String soundStream(int input) {
    return input + ":" + sound().orElseThrow().index();
  }

  /**
   * Arguments that take the picture and, where there is some, the sound.
   *
   * @param input number of the input that is this file
   */
  public List<String> maps(int input) {
    return sound().isPresent()
        ? List.of("-map", pictureStream(input), "-map", soundStream(input))
        : List.of("-map", pictureStream(input));
  }

  /**
   * Whether it is a still image: by its container (PNG, JPEG, WebP and so on), or a GIF or AVIF
   * that holds a single picture.
   */
  public boolean isStill() {
    if (format.endsWith("_pipe") || format.equals("image2")) {
      return durationSeconds < 0.1;
    }
    boolean avif = format.startsWith("mov,") && durationSeconds == 0 && audio.isEmpty();
    return (format.equals("gif") || avif) && picture().filter(one -> one.frames() == 1).isPresent();
  }

  /**
   * The same of another file that is coded in the same way.
   *
   * @param other the file
   * @param pictures how many it has
   * @param pictureSeconds length of its pictures
   * @param soundSeconds length of its sound; not used where there is none
   */
  public MediaInfo of(Path other, long pictures, double pictureSeconds, double soundSeconds) {
    return new MediaInfo(
        other,
        format,
        sound().isPresent() ? Math.max(pictureSeconds, soundSeconds) : pictureSeconds,
        video.stream().map(stream -> stream.of(stream.alpha(), pictures, pictureSeconds)).toList(),
        audio.stream().map(stream -> stream.of(soundSeconds)).toList());
  }

  /** Whether FFmpeg's pixel format of that name is of red, green and blue. */
  static boolean isRgb(String pixelFormat) {
    return RGB.stream().anyMatch(pixelFormat::startsWith);
  }

  /** The same, known to have no transparent pixel. */
  MediaInfo opaque() {
    return new MediaInfo(
        file,
        format,
        durationSeconds,
        video.stream()
            .map(stream -> stream.of(false, stream.frames(), stream.durationSeconds()))
            .toList(),
        audio);
  }

  /**
   * A picture stream.
   *
   * @param index its number among all streams of the file, from 0
   * @param codec ffprobe's codec_name
   * @param profile codec profile; null where there is none
   * @param level codec level as ffprobe numbers it
   * @param width coded width in pixels, before rotation
   * @param height coded height in pixels, before rotation
   * @param sampleAspect shape of a pixel, "1:1" when square or unknown
   * @param pixelFormat FFmpeg's pix_fmt name
   * @param colorRange "tv", "pc" or null
   * @param colorSpace "bt709", "smpte170m", … or null; of a still that does not name it, what it is
   *     by its format's rule
   * @param colorPrimaries as tagged, or null
   * @param colorTransfer as tagged, or null
   * @param fieldOrder "progressive", "tt", … or null
   * @param bFrames has_b_frames
   * @param rate r_frame_rate: the base rate
   * @param averageRate avg_frame_rate
   * @param timeBase the stream's time base as "1/15360"
   * @param rotation how far the picture is turned for showing, in degrees, -180…180
   * @param mirrored whether it is shown as in a mirror, beside being turned
   * @param extradataHash hash of the codec's headers; null where there are none
   * @param alpha whether it carries transparency, in the pixels or beside them (VP8, VP9), as far
   *     as its form tells; see {@link Transparency}
   * @param frames number of frames by the container's index; 0 where not known
   * @param durationSeconds the stream's own duration; the container's where not known
   */
  public record Video(
      int index,
      String codec,
      @Nullable String profile,
      int level,
      int width,
      int height,
      String sampleAspect,
      String pixelFormat,
      @Nullable String colorRange,
      @Nullable String colorSpace,
      @Nullable String colorPrimaries,
      @Nullable String colorTransfer,
      @Nullable String fieldOrder,
      int bFrames,
      Rational rate,
      Rational averageRate,
      String timeBase,
      int rotation,
      boolean mirrored,
      @Nullable String extradataHash,
      boolean alpha,
      long frames,
      double durationSeconds) {

    private Video of(boolean transparent, long pictures, double seconds) {
      return new Video(
          index,
          codec,
          profile,
          level,
          width,
          height,
          sampleAspect,
          pixelFormat,
          colorRange,
          colorSpace,
          colorPrimaries,
          colorTransfer,
          fieldOrder,
          bFrames,
          rate,
          averageRate,
          timeBase,
          rotation,
          mirrored,
          extradataHash,
          transparent,
          pictures,
          seconds);
    }

    /**
     * Whether its colours are those of BT.601 where its file does not say; those of BT.709 else.
     * Browsers take untagged H.264 of less than 720 lines for standard definition (Chromium's and
     * Firefox' sources), FFmpeg writes BT.601 untagged whatever the size; wide pictures of fewer
     * lines are films in high definition.
     */
    public boolean isStandardDefinition() {
      return width < HD_WIDTH && height < HD_HEIGHT;
    }

    /** Whether it is stored as red, green and blue. */
    public boolean isRgb() {
      return MediaInfo.isRgb(pixelFormat);
    }

    /** Width as shown, after rotation. */
    public int shownWidth() {
      return turned() ? height : width;
    }

    /** Height as shown, after rotation. */
    public int shownHeight() {
      return turned() ? width : height;
    }

    private boolean turned() {
      return Math.abs(rotation) % 180 == 90;
    }

    /** The rate to work at: the average where it is known, else the base rate. */
    public Rational frameRate() {
      return averageRate.isPositive() ? averageRate : rate;
    }
  }

  /**
   * A sound stream.
   *
   * @param index its number among all streams of the file, from 0
   * @param codec ffprobe's codec_name
   * @param profile codec profile; null where there is none
   * @param sampleRate samples per second
   * @param channels number of channels
   * @param channelLayout "stereo", "mono", … or null
   * @param timeBase the stream's time base as "1/48000"
   * @param durationSeconds the stream's own duration; the container's where not known
   */
  public record Audio(
      int index,
      String codec,
      @Nullable String profile,
      int sampleRate,
      int channels,
      @Nullable String channelLayout,
      String timeBase,
      double durationSeconds) {

    private Audio of(double seconds) {
      return new Audio(
          index, codec, profile, sampleRate, channels, channelLayout, timeBase, seconds);
    }
  }
}
