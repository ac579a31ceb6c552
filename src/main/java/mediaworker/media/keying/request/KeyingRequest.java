package mediaworker.media.keying.request;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import mediaworker.media.Interlacing;
import mediaworker.media.MediaInfo;
import mediaworker.media.ToneMap;
import mediaworker.media.keying.color.ChromaSampling;
import mediaworker.media.keying.color.WorkingFormat;

/**
 * One clip or picture to key.
 *
 * @param source the clip
 * @param settings how
 * @param format what it is written as; {@link OutputFormat#PNG} for a still picture
 * @param composite what it is laid over; needed for {@link OutputFormat#MP4}, possible for a still
 *     picture, else empty
 * @param sticker the look of a paper sticker, where it is wanted
 * @param mattes regions that a person has painted
 */
public record KeyingRequest(
    MediaInfo source,
    KeyingSettings settings,
    OutputFormat format,
    Optional<Composite> composite,
    Optional<StickerSettings> sticker,
    PaintedMattes mattes) {

  public KeyingRequest {
    if (source.isStill() && format != OutputFormat.PNG) {
      throw new IllegalArgumentException("A still picture is written as PNG only.");
    }
    if ((format == OutputFormat.MP4) != composite.isPresent() && !source.isStill()) {
      throw new IllegalArgumentException("A background belongs to MP4, and MP4 to a background.");
    }
  }

  /** A request without the sticker look and painted regions. */
  public KeyingRequest(
      MediaInfo source,
      KeyingSettings settings,
      OutputFormat format,
      Optional<Composite> composite) {
    this(source, settings, format, composite, Optional.empty(), PaintedMattes.NONE);
  }

  /** Whether the result has transparency. */
  public boolean transparent() {
    return composite.isEmpty();
  }

  /** Of what a person clears and of what one holds, how many there are: 0 to 2. */
  public int regions() {
    KeyingSettings.Corrections corrections = settings.corrections();
    boolean clears = !corrections.garbage().isEmpty() || mattes.garbage().isPresent();
    boolean holds = !corrections.hold().isEmpty() || mattes.hold().isPresent();
    return (clears ? 1 : 0) + (holds ? 1 : 0);
  }

  /** Width of the result in pixels; even for H.264, which needs that. */
  public int width(MediaInfo.Video clip) {
    return composite
        .map(laid -> sized(laid.width(clip)))
        .orElseGet(() -> squared() ? squareWidth(clip) : clip.shownWidth());
  }

  /** Height of the result in pixels; even for H.264, which needs that. */
  public int height(MediaInfo.Video clip) {
    return sized(composite.map(laid -> laid.height(clip)).orElse(clip.shownHeight()));
  }

  /**
   * Whether the result's pixels are made square: whoever shows a PNG, GIF or WebP does not look at
   * their shape.
   */
  public boolean squared() {
    return composite.isEmpty()
        && (format == OutputFormat.PNG
            || format == OutputFormat.GIF
            || format == OutputFormat.WEBP);
  }

  private static int squareWidth(MediaInfo.Video clip) {
    return (int) Math.max(1, Math.round(clip.shownWidth() * Composite.pixelShape(clip)));
  }

  /** What a person should know of a subject that is put where nothing of it can be seen. */
  public Optional<String> unseen(MediaInfo.Video clip) {
    return composite
        .filter(laid -> laid.placedOutside(clip, width(clip), height(clip)))
        .map(
            laid ->
                String.format(
                    Locale.ROOT,
                    "The clip's picture lies wholly beside the canvas, with its middle at subject_x"
                        + " %s and subject_y %s, where 0 to 1 is on it.",
                    laid.placement().x(),
                    laid.placement().y()));
  }

  /** What a person should know of sound that is asked for and that a still picture cannot have. */
  public Optional<String> unheard() {
    return composite
        .map(Composite::sound)
        .filter(sound -> source.isStill())
        .filter(sound -> sound == Composite.Sound.BACKGROUND || sound == Composite.Sound.MIX)
        .map(sound -> sound.name().toLowerCase(Locale.ROOT))
        .map("A still picture has no sound: \"audio\": \"%s\" is left aside."::formatted);
  }

  /** Whether the pictures' times are made anew, so that their number changes. */
  boolean retimed() {
    return settings.posterizeFps() > 0 || format == OutputFormat.GIF;
  }

  /** Whether the result may have fewer pictures than the clip. */
  public boolean thinned() {
    return format == OutputFormat.GIF;
  }

  /** Whether the result may end before the clip does. */
  public boolean mayEndEarlier() {
    return composite.filter(laid -> laid.isVideo() && laid.end() == Composite.End.TRIM).isPresent();
  }

  /** Files of the sticker's textures, in the order of ffmpeg's inputs. */
  public List<MediaInfo> textures() {
    return sticker.map(StickerSettings::paper).stream()
        .flatMap(paper -> Stream.of(paper.displacementFile(), paper.screenFile()))
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * Whether each picture of the result depends on one picture of the clip and on nothing else, so
   * that parts of the clip may be keyed apart. HDR and wide colours are never cut, nor is what is
   * keyed with more than a quarter of its chroma: pictures take more memory than the size of parts
   * is reckoned with.
   *
   * @param clip the source's picture stream
   * @param sampling what it is keyed with
   */
  public boolean isDivisible(MediaInfo.Video clip, ChromaSampling sampling) {
    return sticker.isEmpty()
        && !retimed()
        && composite.filter(Composite::isVideo).isEmpty()
        && !Interlacing.of(clip)
        && ToneMap.filters(clip).isEmpty()
        && !WorkingFormat.isWide(clip)
        && sampling == ChromaSampling.QUARTER;
  }

  private int sized(int side) {
    return format == OutputFormat.MP4 ? side + side % 2 : side;
  }
}
