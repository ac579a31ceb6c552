package mediaworker.keyinglab;

import mediaworker.media.MediaException;
import org.jspecify.annotations.Nullable;

/**
 * Measures a keyed clip against the truth, picture by picture.
 *
 * <ul>
 *   <li>SAD: sum of the absolute differences of alpha in a picture, in thousands of pixels.
 *   <li>MSE: their mean square, times 1000.
 *   <li>grad: squared differences of the alphas' gradient magnitudes (derivatives of a Gaussian,
 *       sigma 1.4), summed, in thousands.
 *   <li>dE: CIE76 distance of the straight foreground to the truth without the screen's light, mean
 *       where alpha is above 0.5.
 *   <li>spill: what the screen's channel stands above both others more than in the truth, mean
 *       there, in 8-bit levels.
 *   <li>comp: root mean square difference of both laid over new backgrounds, in 8-bit levels.
 *   <li>dtSSD: root mean square of the difference of the alphas' changes from picture to picture,
 *       times 100.
 * </ul>
 *
 * Used by one thread.
 */
final class Metrics {

  private static final float[] GAUSS = new float[9];
  private static final float[] SLOPE = new float[9];

  static {
    double sum = 0;
    for (int i = -4; i <= 4; i++) {
      GAUSS[i + 4] = (float) Math.exp(-i * i / (2 * 1.4 * 1.4));
      sum += GAUSS[i + 4];
    }
    double norm = 0;
    for (int i = -4; i <= 4; i++) {
      GAUSS[i + 4] /= (float) sum;
      SLOPE[i + 4] = (float) (-i * GAUSS[i + 4] / (1.4 * 1.4));
      norm += -i * SLOPE[i + 4];
    }
    // A ramp of one a pixel shall have a slope of one.
    for (int i = 0; i < 9; i++) {
      SLOPE[i] /= (float) norm;
    }
  }

  /** What is shown for a clip; the smaller the better. */
  record Scores(
      double sad, double mse, double grad, double dE, double spill, double comp, double dtssd) {}

  private final int width;
  private final int height;
  private final int keyChannel;
  private final boolean all;
  private double sad;
  private double mse;
  private double grad;
  private double dE;
  private double spill;
  private long solid;
  private double comp;
  private double dt;
  private int pictures;
  private float @Nullable [] lastTruth;
  private float @Nullable [] lastFound;

  /**
   * Measures pictures of one size.
   *
   * @param keyChannel 1 where the screen is green, 2 where it is blue
   */
  Metrics(int width, int height, int keyChannel) {
    this(width, height, keyChannel, true);
  }

  /**
   * As above.
   *
   * @param all false for SAD, MSE and comp alone, which is quicker
   */
  Metrics(int width, int height, int keyChannel, boolean all) {
    this.all = all;
    this.width = width;
    this.height = height;
    this.keyChannel = keyChannel;
  }

  /**
   * Adds one picture.
   *
   * @param truth alpha and colours multiplied with it
   * @param rgba what was keyed, straight alpha
   */
  void add(Layer truth, byte[] rgba) {
    int n = width * height;
    float[] found = new float[n];
    double absolute = 0;
    double square = 0;
    double difference = 0;
    for (int i = 0; i < n; i++) {
      found[i] = (rgba[4 * i + 3] & 0xff) / 255f;
      double error = found[i] - truth.alpha[i];
      absolute += Math.abs(error);
      square += error * error;
      if (all && truth.alpha[i] > 0.5) {
        color(truth, rgba, i);
      }
      difference += composite(truth, rgba, found[i], i);
    }
    sad += absolute / 1000;
    mse += 1000 * square / n;
    comp += difference / (3.0 * BACKGROUNDS * n);
    pictures++;
    if (!all) {
      return;
    }
    grad += gradientError(truth.alpha, found) / 1000;
    if (lastTruth != null && lastFound != null) {
      double sum = 0;
      for (int i = 0; i < n; i++) {
        double d = found[i] - lastFound[i] - (truth.alpha[i] - lastTruth[i]);
        sum += d * d;
      }
      dt += 100 * Math.sqrt(sum / n);
    }
    lastTruth = truth.alpha.clone();
    lastFound = found;
  }

  /** The means over the pictures so far; comp is the root of the mean over all of them. */
  Scores scores() throws MediaException {
    if (pictures == 0) {
      throw MediaException.badInput("There are no pictures to measure.");
    }
    return new Scores(
        sad / pictures,
        mse / pictures,
        grad / pictures,
        dE / Math.max(1, solid),
        spill / Math.max(1, solid),
        Math.sqrt(comp / pictures),
        dt / Math.max(1, pictures - 1));
  }

  private void color(Layer truth, byte[] rgba, int i) {
    double a = truth.alpha[i];
    double r = truth.truth[0][i] / a;
    double g = truth.truth[1][i] / a;
    double b = truth.truth[2][i] / a;
    double fr = (rgba[4 * i] & 0xff) / 255.0;
    double fg = (rgba[4 * i + 1] & 0xff) / 255.0;
    double fb = (rgba[4 * i + 2] & 0xff) / 255.0;
    double[] wanted = Lab.of(r, g, b);
    double[] got = Lab.of(fr, fg, fb);
    dE += Math.sqrt(sq(wanted[0] - got[0]) + sq(wanted[1] - got[1]) + sq(wanted[2] - got[2]));
    spill += 255 * Math.max(0, excess(fr, fg, fb) - excess(r, g, b));
    solid++;
  }

  private double excess(double r, double g, double b) {
    double key = keyChannel == 1 ? g : b;
    double other = keyChannel == 1 ? b : g;
    return Math.max(0, key - Math.max(r, other));
  }

  private static final int BACKGROUNDS = 3;

  /** White, a dull red, and a checkerboard of black and grey. */
  private double composite(Layer truth, byte[] rgba, double alpha, int i) {
    double checker = ((i % width / 32 + i / width / 32) & 1) == 0 ? 0.08 : 0.55;
    double sum = 0;
    for (int plane = 0; plane < 3; plane++) {
      double front = (rgba[4 * i + plane] & 0xff) / 255.0 * alpha;
      double own = truth.truth[plane][i];
      double red = plane == 0 ? 0.6 : 0.2;
      double rest = 1 - alpha;
      double ownRest = 1 - truth.alpha[i];
      sum += sq(255 * (front + rest - own - ownRest));
      sum += sq(255 * (front + rest * red - own - ownRest * red));
      sum += sq(255 * (front + rest * checker - own - ownRest * checker));
    }
    return sum;
  }

  private double gradientError(float[] truth, float[] found) {
    float[] wanted = gradient(truth);
    float[] got = gradient(found);
    double sum = 0;
    for (int i = 0; i < wanted.length; i++) {
      sum += sq(wanted[i] - got[i]);
    }
    return sum;
  }

  private float[] gradient(float[] plane) {
    float[] gx = filtered(filtered(plane, SLOPE, 1), GAUSS, width);
    float[] gy = filtered(filtered(plane, GAUSS, 1), SLOPE, width);
    for (int i = 0; i < gx.length; i++) {
      gx[i] = (float) Math.sqrt(gx[i] * gx[i] + gy[i] * gy[i]);
    }
    return gx;
  }

  /** Convolves along rows (step 1) or columns (step = width), the edge repeated. */
  private float[] filtered(float[] plane, float[] kernel, int step) {
    float[] out = new float[plane.length];
    int length = step == 1 ? width : height;
    for (int i = 0; i < plane.length; i++) {
      int at = step == 1 ? i % width : i / width;
      float sum = 0;
      for (int k = -4; k <= 4; k++) {
        int to = Math.max(0, Math.min(length - 1, at + k));
        sum += kernel[k + 4] * plane[i + (to - at) * step];
      }
      out[i] = sum;
    }
    return out;
  }

  private static double sq(double value) {
    return value * value;
  }
}
