package mediaworker.media.keying.color;

/**
 * The luma coefficients behind Y'CbCr, as ITU-R BT.601 and BT.709 define them. All levels are 8-bit
 * and limited range: luma 16…235, chroma 16…240 around 128.
 */
public enum ColorMatrix {
  /** Standard definition. */
  BT601(0.299, 0.114, "smpte170m"),
  /** High definition. */
  BT709(0.2126, 0.0722, "bt709");

  private final double kr;
  private final double kb;
  private final double green;
  private final double redOfCr;
  private final double blueOfCb;
  private final double greenOfCr;
  private final double greenOfCb;
  private final String tag;

  ColorMatrix(double kr, double kb, String tag) {
    this.kr = kr;
    this.kb = kb;
    this.tag = tag;
    // Asked for with each cell of each picture.
    green = 1 - kr - kb;
    redOfCr = 2 * (1 - kr);
    blueOfCb = 2 * (1 - kb);
    greenOfCr = -kr * redOfCr / green;
    greenOfCb = -kb * blueOfCb / green;
  }

  /** FFmpeg's name for it, also for the primaries and the transfer that usually go with it. */
  String tag() {
    return tag;
  }

  /** Share of green in luma. */
  public double green() {
    return green;
  }

  /** Share of blue in luma. */
  public double blue() {
    return kb;
  }

  /** What Cr is multiplied by to give R − Y. */
  public double redOfCr() {
    return redOfCr;
  }

  /** What Cb is multiplied by to give B − Y. */
  public double blueOfCb() {
    return blueOfCb;
  }

  /** What Cr is multiplied by in G − Y. */
  public double greenOfCr() {
    return greenOfCr;
  }

  /** What Cb is multiplied by in G − Y. */
  public double greenOfCb() {
    return greenOfCb;
  }

  /** The levels {Y, U, V} of a colour 0xRRGGBB. */
  public double[] levels(int rgb) {
    double r = ((rgb >> 16) & 0xff) / 255.0;
    double g = ((rgb >> 8) & 0xff) / 255.0;
    double b = (rgb & 0xff) / 255.0;
    double luma = kr * r + green * g + kb * b;
    return new double[] {
      16 + 219 * luma, 128 + 224 * (b - luma) / blueOfCb, 128 + 224 * (r - luma) / redOfCr
    };
  }

  /** The colour 0xRRGGBB of levels, clipped to what a screen can show. */
  public int rgb(double y, double u, double v) {
    double luma = (y - 16) / 219;
    double cb = (u - 128) / 224;
    double cr = (v - 128) / 224;
    int red = channel(luma + redOfCr * cr);
    int green = channel(luma + greenOfCb * cb + greenOfCr * cr);
    int blue = channel(luma + blueOfCb * cb);
    return (red << 16) | (green << 8) | blue;
  }

  private static int channel(double value) {
    return (int) Math.round(255 * Math.max(0, Math.min(1, value)));
  }
}
