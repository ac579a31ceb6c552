package mediaworker.media.keying.color;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mediaworker.media.MediaInfo;
import mediaworker.media.ToneMap;
import org.jspecify.annotations.Nullable;

/**
 * How whole pictures are brought to what keying works in: 8 bits, limited range, BT.601 or BT.709,
 * as much chroma as is asked for; HDR is tone-mapped, and the wide colours of BT.2020 and Display
 * P3 become those of BT.709, since neither a PNG nor what a clip is laid over would know of them.
 *
 * <p>FFmpeg converts between filters by itself where colour tags differ, and takes an untagged
 * picture for BT.601 whatever its size. So everything is tagged on the way in, and tagged again on
 * the way out.
 *
 * @param matrix what the working levels mean
 * @param sampling how much chroma there is
 * @param filters filters from the decoded picture, made whole by {@link
 *     mediaworker.media.Interlacing}, to the working one, comma separated
 * @param tags the setparams filter that names the colours of a working picture
 */
public record WorkingFormat(
    ColorMatrix matrix, ChromaSampling sampling, String filters, String tags) {

  private static final Set<String> BT601_SPACES = Set.of("smpte170m", "bt470bg", "fcc");
  private static final Set<String> CONVERTED_SPACES = Set.of("bt2020nc", "smpte240m");

  /** Tags that are handed on; others are replaced by what the matrix usually goes with. */
  private static final Set<String> KNOWN_PRIMARIES =
      Set.of("bt709", "smpte170m", "bt470bg", "bt470m", "smpte240m");

  private static final Set<String> KNOWN_TRANSFERS =
      Set.of("bt709", "smpte170m", "gamma22", "gamma28", "smpte240m", "iec61966-2-1");

  /** Primaries that cover more than BT.709's, by what a person calls them. */
  private static final Map<String, String> WIDE_PRIMARIES =
      Map.of("bt2020", "BT.2020", "smpte432", "Display P3");

  /** Works out the way to 4:2:0 for a stream. */
  public static WorkingFormat of(MediaInfo.Video video) {
    return of(video, ChromaSampling.QUARTER);
  }

  /**
   * Works out the way for a stream.
   *
   * @param sampling how much chroma it shall have
   */
  public static WorkingFormat of(MediaInfo.Video video, ChromaSampling sampling) {
    Optional<String> toneMapping = ToneMap.filters(video);
    if (toneMapping.isPresent()) {
      return new WorkingFormat(
          ColorMatrix.BT709,
          sampling,
          toneMapping.get() + ",format=" + sampling.opaque(),
          tags(ColorMatrix.BT709, null, null));
    }
    boolean rgb = video.isRgb();
    ColorMatrix matrix = matrix(video, rgb);
    String primaries = video.colorPrimaries();
    String transfer = video.colorTransfer();
    StringBuilder filters = new StringBuilder();
    if (!rgb) {
      boolean full = "pc".equals(video.colorRange()) || video.pixelFormat().startsWith("yuvj");
      filters
          .append("setparams=range=")
          .append(full ? "pc" : "tv")
          .append(":colorspace=")
          .append(sourceSpace(video, matrix))
          .append(',');
    }
    if (isWide(video)) {
      // BT.2020's transfer is BT.709's. Without subsampling: zscale takes no odd sizes with it.
      filters
          .append("setparams=color_primaries=%s:color_trc=".formatted(primaries))
          .append(known(transfer, KNOWN_TRANSFERS, ColorMatrix.BT709))
          .append(",scale=flags=bicubic+accurate_rnd+full_chroma_inp")
          .append(rgb ? ",format=gbrp12le" : ",format=yuv444p12le")
          .append(",zscale=p=bt709:m=bt709:r=tv,format=yuv444p12le,");
      primaries = "bt709";
    }
    filters
        .append("scale=flags=bicubic+accurate_rnd+full_chroma_inp:out_range=tv:out_color_matrix=")
        .append(matrix == ColorMatrix.BT601 ? "bt601" : "bt709")
        .append(",format=")
        .append(sampling.opaque());
    return new WorkingFormat(
        matrix, sampling, filters.toString(), tags(matrix, primaries, transfer));
  }

  /** The same with other filters. */
  public WorkingFormat by(String otherFilters) {
    return new WorkingFormat(matrix, sampling, otherFilters, tags);
  }

  /** A sentence for the result where wide colours were brought down; HDR has its own. */
  public static Optional<String> note(MediaInfo info) {
    return info.picture()
        .filter(picture -> ToneMap.name(picture).isEmpty() && isWide(picture))
        .map(
            picture ->
                info.file().getFileName()
                    + " has the colours of "
                    + WIDE_PRIMARIES.get(String.valueOf(picture.colorPrimaries()))
                    + " and was brought to ordinary ones (BT.709)");
  }

  /**
   * Whether its colours have to be brought down, which is done with twelve bits and without
   * subsampling: four times the memory of ordinary pictures.
   */
  public static boolean isWide(MediaInfo.Video video) {
    String primaries = video.colorPrimaries();
    return primaries != null && WIDE_PRIMARIES.containsKey(primaries);
  }

  private static String tags(
      ColorMatrix matrix, @Nullable String primaries, @Nullable String transfer) {
    return "setparams=range=tv:colorspace=%s:color_primaries=%s:color_trc=%s"
        .formatted(
            matrix.tag(),
            known(primaries, KNOWN_PRIMARIES, matrix),
            known(transfer, KNOWN_TRANSFERS, matrix));
  }

  private static ColorMatrix matrix(MediaInfo.Video video, boolean rgb) {
    String space = video.colorSpace();
    if (rgb) {
      return ColorMatrix.BT709;
    }
    if (space != null && BT601_SPACES.contains(space)) {
      return ColorMatrix.BT601;
    }
    if (space == null || space.equals("unknown")) {
      return video.isStandardDefinition() ? ColorMatrix.BT601 : ColorMatrix.BT709;
    }
    return ColorMatrix.BT709;
  }

  private static String sourceSpace(MediaInfo.Video video, ColorMatrix matrix) {
    String space = video.colorSpace();
    return space != null && CONVERTED_SPACES.contains(space) ? space : matrix.tag();
  }

  private static String known(@Nullable String tag, Set<String> known, ColorMatrix matrix) {
    return tag != null && known.contains(tag) ? tag : matrix.tag();
  }
}
