package mediaworker.media.picture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.H264;
import mediaworker.media.Interlacing;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.Opus;
import mediaworker.media.Progress;
import mediaworker.media.Rational;
import mediaworker.media.ToneMap;
import mediaworker.media.Transparency;
import mediaworker.media.Vp9;
import mediaworker.media.timeline.Clip;
import mediaworker.media.timeline.ClipReader;
import mediaworker.media.timeline.Cut;
import mediaworker.media.timeline.EncodeProgress;
import mediaworker.media.timeline.WorkProgress;
import org.jspecify.annotations.Nullable;

/**
 * Makes pictures and videos larger or smaller with FFmpeg's Lanczos scaler. Safe for use by many
 * threads.
 */
public final class Resizer {

  /** Sides beyond this no player shows. */
  private static final int LARGEST_SIDE = 16_384;

  /** For libopenh264, which has no constant quality. */
  private static final double BITS_PER_PIXEL = 0.25;

  /** Where a clip does not tell its own. */
  private static final Rational USUAL_RATE = new Rational(25, 1);

  /**
   * About what libx264 and libvpx take of larger pictures at the quality that they are asked for.
   */
  private static final double EXPECTED_BITS_PER_PIXEL = 0.3;

  private static final Set<String> SOUND_OF_MP4 = Set.of("aac", "mp3", "ac3", "alac");

  private static final Set<String> SOUND_OF_WEBM = Set.of("opus", "vorbis");

  private static final int WEBM_QUALITY = 18;

  private final Ffmpeg ffmpeg;
  private final ClipReader reader;

  public Resizer(Ffmpeg ffmpeg) {
    this.ffmpeg = ffmpeg;
    this.reader = new ClipReader(ffmpeg);
  }

  /**
   * A size, and the file that it fits.
   *
   * @param width in pixels
   * @param height in pixels
   * @param still whether it is a picture, else a video
   * @param alpha whether it carries transparency
   * @param pictures how many there are, as far as the file says so
   */
  public record Size(int width, int height, boolean still, boolean alpha, double pictures) {

    /**
     * About how many bytes the result has, for the question whether there is room: a picture that
     * cannot be compressed, or an ordinary video. Its index is put first within the file, not in a
     * copy of it.
     */
    public long estimate() {
      double pixels = pictures * width * height;
      return Math.round(pixels * (still ? alpha ? 4 : 3 : EXPECTED_BITS_PER_PIXEL / 8));
    }

    /** What the result is written as. */
    public String extension() {
      return still ? "png" : alpha ? "webm" : "mp4";
    }
  }

  /**
   * How large a file becomes.
   *
   * @param factor times as wide and high
   * @throws MediaException when it is no picture or video, or becomes too large
   */
  public Size size(Path file, double factor, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    MediaInfo said = ffmpeg.probe(file, cancellation);
    // PNG takes both kinds of still as they are; of videos the container depends on it.
    MediaInfo info = said.isStill() ? said : Transparency.asSeen(ffmpeg, said, cancellation);
    MediaInfo.Video picture =
        info.picture()
            .orElseThrow(
                () ->
                    MediaException.badInput(
                        file.getFileName() + " is neither a picture nor a video."));
    boolean still = info.isStill();
    int width = side(picture.shownWidth() * factor, still);
    int height = side(picture.shownHeight() * factor, still);
    if (Math.max(width, height) > LARGEST_SIDE) {
      throw MediaException.badInput(
          String.format(
              Locale.ROOT,
              "It would become %dx%d; %d is the most for a side.",
              width,
              height,
              LARGEST_SIDE));
    }
    if (!still && !picture.alpha()) {
      H264.check(ffmpeg.h264Encoder(), width, height, "set another \"scale\"");
    }
    double pictures = still ? 1 : Math.max(1, info.durationSeconds() * picture.frameRate().value());
    return new Size(width, height, still, picture.alpha(), pictures);
  }

  private static int side(double pixels, boolean still) {
    return still
        ? Math.max(1, (int) Math.round(pixels))
        : Math.max(2, 2 * (int) Math.round(pixels / 2));
  }

  /**
   * Writes a file in another size: PNG or WebM with its transparency, MP4 where there is none;
   * videos with their sound, whole pictures of fields, HDR in ordinary colours unless it is
   * transparent, for tone mapping knows no alpha. A video's pictures are counted.
   *
   * @param size from {@link #size}
   * @return what a person should know of the result
   * @throws MediaException when the file is damaged or cut short, or the result lacks pictures
   */
  public List<String> resize(
      Path file, Size size, Path output, WorkProgress progress, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    if (size.still()) {
      return still(ffmpeg.probe(file, cancellation), size, output, cancellation);
    }
    Clip clip = reader.read(Cut.whole(file), cancellation);
    MediaInfo info = clip.info();
    List<String> arguments = new ArrayList<>(clip.input());
    arguments.addAll(info.maps(0));
    arguments.add("-vf");
    arguments.add(
        clip.wholePictures() + (size.alpha() ? transparent(clip, size) : opaque(clip, size)));
    arguments.addAll(Ffmpeg.OWN_TIMES);
    if (size.alpha()) {
      arguments.addAll(Vp9.arguments(WEBM_QUALITY));
      arguments.addAll(List.of("-pix_fmt", "yuva420p"));
      arguments.addAll(sound(info, SOUND_OF_WEBM, Opus.ofAnyLayout()));
      arguments.addAll(List.of("-f", "webm"));
    } else {
      arguments.addAll(encoder(info, size));
      arguments.addAll(sound(info, SOUND_OF_MP4, List.of("-c:a", "aac", "-b:a", "192k")));
      arguments.addAll(List.of("-movflags", "+faststart", "-f", "mp4"));
    }
    arguments.add("file:" + output.toAbsolutePath());
    if (info.sound().isPresent()) {
      // Copied sound takes its damage along: only what is decoded tells of it.
      arguments.addAll(List.of("-map", info.soundStream(0), "-f", "null", "-"));
    }
    long[] written = {0};
    EncodeProgress told = new EncodeProgress(clip.frames(), progress);
    List<String> complaints =
        ffmpeg.run(
            arguments,
            report -> {
              written[0] = report.frame();
              told.onProgress(report);
            },
            cancellation);
    if (written[0] != clip.frames()) {
      Optional<String> words = reader.damage(clip, cancellation);
      throw words.isPresent()
          ? MediaException.badInput("The file " + clip.name() + " is damaged: " + words.get())
          : MediaException.fault(
              "The video in its new size is not as it must be: it has %d pictures in place of %d."
                  .formatted(written[0], clip.frames()));
    }
    Optional<String> ordinary = size.alpha() ? Optional.empty() : ToneMap.note(info);
    Optional<String> damage = reader.damage(clip, complaints, cancellation);
    return Stream.of(ordinary, Interlacing.note(info), damage).flatMap(Optional::stream).toList();
  }

  private List<String> still(MediaInfo info, Size size, Path output, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    Optional<String> ordinary = size.alpha() ? Optional.empty() : toneMap(info);
    List<String> arguments = new ArrayList<>(Ffmpeg.input(info));
    arguments.addAll(List.of("-map", info.pictureStream(0), "-frames:v", "1", "-vf"));
    arguments.add(
        size.alpha()
            ? unseen("rgba64le", scale(size)) + ",format=rgba"
            : ordinary.orElse("") + scale(size) + ",format=rgb24");
    arguments.addAll(List.of("-c:v", "png", "-f", "image2pipe"));
    arguments.add("file:" + output.toAbsolutePath());
    ffmpeg.run(arguments, Progress.Listener.NONE, cancellation);
    return ordinary.flatMap(any -> ToneMap.note(info)).stream().toList();
  }

  private static Optional<String> toneMap(MediaInfo info) {
    return info.picture().flatMap(ToneMap::filters).map(filters -> filters + ",");
  }

  private static String opaque(Clip clip, Size size) {
    boolean ordinary = ToneMap.name(clip.picture()).isPresent();
    return clip.ordinaryColours()
        + scale(size)
        + (keepsColours(clip) && !ordinary
            ? ",format=yuv420p"
            : matrix(clip) + ",format=yuv420p," + named(clip.picture(), ordinary));
  }

  /**
   * Whether the numbers of its colours stay as they are: a file that does not say what they mean is
   * taken for another kind by its size, which is about to change.
   */
  private static boolean keepsColours(Clip clip) {
    String space = clip.picture().colorSpace();
    return space != null && !space.equals("unknown") && !space.equals("gbr");
  }

  private static String matrix(Clip clip) {
    return ":in_color_matrix=" + clip.colorMatrix() + ":out_color_matrix=bt709:out_range=tv";
  }

  /**
   * Says what the colours mean once their matrix is BT.709's: what the file says of them goes on,
   * and what it does not say is BT.709's as well, as after tone mapping is all of it.
   */
  private static String named(MediaInfo.Video picture, boolean ordinary) {
    return "setparams=range=tv:colorspace=bt709"
        + (ordinary || isUntold(picture.colorPrimaries()) ? ":color_primaries=bt709" : "")
        + (ordinary || isUntold(picture.colorTransfer()) ? ":color_trc=bt709" : "");
  }

  private static boolean isUntold(@Nullable String name) {
    return name == null || name.equals("unknown");
  }

  private static String scale(Size size) {
    return "scale="
        + size.width()
        + ":"
        + size.height()
        + ":flags=lanczos+full_chroma_int+accurate_rnd+full_chroma_inp";
  }

  /**
   * Scales so that the colours of transparent pixels, which can be any, do not bleed into the edge:
   * weighted by their alpha meanwhile, with more bits than the result has.
   */
  private static String unseen(String pixels, String scale) {
    return "format=" + pixels + ",premultiply=inplace=1," + scale + ",unpremultiply=inplace=1";
  }

  private static String transparent(Clip clip, Size size) {
    if (!clip.picture().pixelFormat().startsWith("yuv")) {
      return unseen("gbrap12le", scale(size))
          + ",scale=out_color_matrix=bt709:out_range=tv,format=yuva420p,"
          + named(clip.picture(), false);
    }
    return keepsColours(clip)
        ? unseen("yuva444p10le", scale(size)) + ",format=yuva420p"
        : unseen("yuva444p10le", scale(size) + matrix(clip))
            + ",format=yuva420p,"
            + named(clip.picture(), false);
  }

  /** Copied where the container takes it as it is. */
  private static List<String> sound(MediaInfo info, Set<String> taken, List<String> encoder) {
    boolean copied = info.sound().map(sound -> taken.contains(sound.codec())).orElse(false);
    return copied ? List.of("-c:a", "copy") : encoder;
  }

  private List<String> encoder(MediaInfo info, Size size)
      throws MediaException, IOException, InterruptedException {
    String name = ffmpeg.h264Encoder();
    Rational rate =
        info.picture()
            .map(MediaInfo.Video::frameRate)
            .filter(Rational::isPositive)
            .orElse(USUAL_RATE);
    List<String> arguments = new ArrayList<>(List.of("-c:v", name));
    if (name.equals("libx264")) {
      arguments.addAll(List.of("-preset", "medium", "-crf", "17"));
    } else {
      long bits = Math.round(BITS_PER_PIXEL * size.width() * size.height() * rate.value());
      arguments.addAll(List.of("-b:v", String.valueOf(bits)));
    }
    arguments.addAll(H264.keyPictures(rate));
    return arguments;
  }
}
