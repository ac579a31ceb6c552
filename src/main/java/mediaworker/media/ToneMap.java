package mediaworker.media;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Brings HDR pictures (PQ, HLG) to ordinary colours: BT.709, limited range.
 *
 * <p>Both are taken to light as it leaves the display, HLG with its system gamma for 1000 cd/m²
 * (ITU-R BT.2100-2). 203 cd/m², where HDR has its white (ITU-R BT.2408-7, 2.1), is an ordinary
 * picture's white. Up to half of that light everything stays as it is; above, a curve (Möbius) lets
 * 1000 cd/m² come out as white, and the colour its hue. So skin, screens and subjects look as in an
 * ordinary recording, paper white a little darker (89 %), and lights keep their shape.
 */
public final class ToneMap {

  private static final double WHITE_NITS = 203;
  private static final double PEAK_NITS = 1000;
  private static final Pattern WORD = Pattern.compile("[a-z0-9-]+");

  private ToneMap() {}

  /**
   * The name of the transfer that makes a stream HDR: "PQ" or "HLG"; empty for ordinary colours.
   */
  public static Optional<String> name(MediaInfo.Video video) {
    String transfer = video.colorTransfer();
    if (transfer == null || !WORD.matcher(transfer).matches()) {
      return Optional.empty();
    }
    return switch (transfer) {
      case "smpte2084" -> Optional.of("PQ");
      case "arib-std-b67" -> Optional.of("HLG");
      default -> Optional.empty();
    };
  }

  /** A sentence for the result; empty for ordinary colours. */
  public static Optional<String> note(MediaInfo info) {
    return info.picture()
        .flatMap(ToneMap::name)
        .map(
            name ->
                info.file().getFileName()
                    + " is HDR ("
                    + name
                    + ") and was brought to ordinary colours (BT.709)");
  }

  /**
   * FFmpeg's filters from a decoded picture to the ordinary one, comma separated, without a pixel
   * format at the end; empty for ordinary colours.
   */
  public static Optional<String> filters(MediaInfo.Video video) {
    return name(video).map(name -> filters(video, name));
  }

  private static String filters(MediaInfo.Video video, String name) {
    boolean rgb = video.isRgb();
    boolean full = rgb || "pc".equals(video.colorRange());
    String primaries = video.colorPrimaries();
    // Tags that are missing are those that HDR always comes with.
    String tagged =
        "setparams=range="
            + (full ? "pc" : "tv")
            + (rgb ? "" : ":colorspace=bt2020nc")
            + ":color_trc="
            + (name.equals("PQ") ? "smpte2084" : "arib-std-b67")
            + ":color_primaries="
            + ("smpte432".equals(primaries) || "bt709".equals(primaries) ? primaries : "bt2020");
    // zscale takes no odd sizes where colours have fewer samples than luma.
    boolean odd = !rgb && (video.shownWidth() % 2 != 0 || video.shownHeight() % 2 != 0);
    String whole =
        odd ? ",scale=flags=bicubic+accurate_rnd+full_chroma_inp,format=yuv444p12le" : "";
    // Without "agamma=false" HLG's gamma is applied to each colour by itself, which shifts hues.
    return tagged
        + whole
        + ",zscale=t=linear:npl="
        + Math.round(WHITE_NITS)
        + ":agamma=false,format=gbrpf32le,zscale=p=bt709:agamma=false"
        + String.format(
            java.util.Locale.ROOT,
            ",tonemap=mobius:param=0.5:desat=0:peak=%.4f",
            PEAK_NITS / WHITE_NITS)
        + ",zscale=t=bt709:m=bt709:r=tv:agamma=false"
        + (odd ? ",format=yuv444p12le" : "");
  }
}
