package mediaworker.keyinglab;

import java.io.IOException;
import java.util.List;
import mediaworker.keyinglab.Metrics.Scores;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;

/**
 * What the best keyer could score with the clip's own colours: the true alpha, the true plate taken
 * out, and the true tint taken off. What is left is what noise, 4:2:0 and the encoder did. Used by
 * one thread.
 */
final class SourceFloor {

  private final LabFfmpeg ffmpeg;

  SourceFloor(LabFfmpeg ffmpeg) {
    this.ffmpeg = ffmpeg;
  }

  /** The scores of a clip; those of alpha alone are 0 but for rounding. */
  Scores of(LabCase lab, MediaInfo clip, List<Layer> truth)
      throws MediaException, IOException, InterruptedException {
    Metrics metrics = new Metrics(lab.width(), lab.height(), Baseline.channel(lab));
    ffmpeg.read(
        clip,
        "",
        lab.width(),
        lab.height(),
        (index, rgba) -> metrics.add(truth.get(index), keyed(lab, truth.get(index), rgba, index)));
    return metrics.scores();
  }

  private static byte[] keyed(LabCase lab, Layer truth, byte[] rgba, int frame) {
    byte[] found = new byte[rgba.length];
    int width = lab.width();
    int height = lab.height();
    for (int i = 0; i < truth.alpha.length; i++) {
      double alpha = Rgb.clip(truth.alpha[i]);
      found[4 * i + 3] = (byte) Math.round(255 * alpha);
      if (alpha > 0) {
        double x = i % width + 0.5;
        double y = i / width + 0.5;
        double rest = (1 - alpha) * lab.screen().lens(x / width, y / height);
        Rgb empty = lab.screen().at(x, y, width, height, frame);
        double[] plate = {empty.r(), empty.g(), empty.b()};
        for (int plane = 0; plane < 3; plane++) {
          double own = (rgba[4 * i + plane] & 0xff) / 255.0 - rest * plate[plane];
          double untinted = own - truth.seen[plane][i] + truth.truth[plane][i];
          found[4 * i + plane] = (byte) Math.round(255 * Rgb.clip(untinted / alpha));
        }
      }
    }
    return found;
  }
}
