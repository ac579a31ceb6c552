package mediaworker.media;

import java.util.Locale;

/**
 * A colour in light, as HDR stores it and as an ordinary display shows it. Worked out here from the
 * standards (ITU-R BT.2100-2, BT.2408-7, BT.1886), not by FFmpeg.
 *
 * @param red share of the light of white, with BT.709's primaries
 */
public record HdrPatch(double red, double green, double blue) {

  private static final double WHITE_NITS = 203;
  private static final double HLG_PEAK = 1000;

  /** FFmpeg's options of the geq filter for 10 bits, limited range, BT.2020. */
  public String code(String transfer) {
    // BT.2087: BT.709's primaries in terms of BT.2020's.
    double[] light = {
      0.6274 * red + 0.3293 * green + 0.0433 * blue,
      0.0691 * red + 0.9195 * green + 0.0114 * blue,
      0.0164 * red + 0.0880 * green + 0.8956 * blue
    };
    double[] signal = new double[3];
    double luminance =
        (0.2627 * light[0] + 0.6780 * light[1] + 0.0593 * light[2]) * WHITE_NITS / HLG_PEAK;
    for (int i = 0; i < 3; i++) {
      double nits = light[i] * WHITE_NITS;
      signal[i] =
          transfer.equals("smpte2084")
              ? pq(nits / 10_000)
              : hlg(nits / HLG_PEAK * Math.pow(luminance, 1 / 1.2 - 1));
    }
    double luma = 0.2627 * signal[0] + 0.6780 * signal[1] + 0.0593 * signal[2];
    return String.format(
        Locale.ROOT,
        "lum=%d:cb=%d:cr=%d",
        Math.round(64 + 876 * luma),
        Math.round(512 + 896 * (signal[2] - luma) / 1.8814),
        Math.round(512 + 896 * (signal[0] - luma) / 1.4746));
  }

  private static double pq(double share) {
    double power = Math.pow(share, 0.1593017578125);
    return Math.pow((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power), 78.84375);
  }

  private static double hlg(double scene) {
    return scene <= 1 / 12.0
        ? Math.sqrt(3 * scene)
        : 0.17883277 * Math.log(12 * scene - 0.28466892) + 0.55991073;
  }

  /** Red, green and blue, 0…255, that show the same light on an ordinary display. */
  public int[] ordinary() {
    return new int[] {ordinary(red), ordinary(green), ordinary(blue)};
  }

  /** The same as one number. */
  public int rgb() {
    int[] colors = ordinary();
    return colors[0] << 16 | colors[1] << 8 | colors[2];
  }

  private static int ordinary(double share) {
    return (int) Math.round(255 * Math.pow(share, 1 / 2.4));
  }
}
