package mediaworker.media.stitching;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.SoundLimiter;

/** Measures how loud a clip is (EBU R 128) and how to bring it to another loudness. */
final class LoudnessMeter {

  /**
   * The loudest true peak that is given to the encoder, in dB below full scale. Encoded as AAC or
   * Opus they come out higher again, by one to two decibels as a rule; see docs/stitching.md.
   */
  private static final double MOST_PEAK = -2;

  private static final double SILENCE = -69;

  /**
   * How a clip is brought to a loudness.
   *
   * @param filter FFmpeg's filter for it
   * @param linear whether it is nothing but a gain; else peaks are pressed down too
   * @param reached the loudness that comes of it, in LUFS: pressed down peaks are missing in it
   */
  record Level(String filter, boolean linear, double reached) {}

  private final Ffmpeg ffmpeg;

  LoudnessMeter(Ffmpeg ffmpeg) {
    this.ffmpeg = ffmpeg;
  }

  /**
   * Measures a clip's sound, as long as its pictures.
   *
   * @param target in LUFS
   * @return empty for silence, which has no loudness
   */
  Optional<Level> level(Take take, double target, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    Measured measured = measured(take, "", cancellation);
    if (!(measured.integrated > SILENCE)) {
      return Optional.empty();
    }
    double peak = 20 * Math.log10(Math.max(measured.peak, 1e-6));
    double gain = target - measured.integrated;
    String filter = String.format(Locale.ROOT, "volume=%.2fdB", gain);
    // FFmpeg's loudnorm would not do: of less than three seconds it leaves the loudness to the
    // peaks, and what is longer it turns up and down as it goes on.
    if (peak + gain <= MOST_PEAK) {
      return Optional.of(new Level(filter, true, target));
    }
    String limited = filter + "," + SoundLimiter.belowTruePeak(MOST_PEAK);
    double reached = measured(take, "," + limited + ",aresample=48000", cancellation).integrated;
    return Optional.of(new Level(limited, false, reached));
  }

  /**
   * Measures.
   *
   * @param filters what is done to the sound before, each behind a comma
   */
  private Measured measured(Take take, String filters, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(take.clip().input());
    arguments.addAll(
        List.of(
            "-filter_complex",
            "["
                + take.clip().info().soundStream(0)
                + "]"
                + take.clip().audioFilters(take.passSeconds())
                + filters
                + ",ebur128=metadata=1:peak=true,ametadata=mode=print:file=-[a]"));
    arguments.addAll(List.of("-map", "[a]", "-f", "null", "-"));
    Measured measured = new Measured();
    ffmpeg.runRaw(
        arguments,
        (in, alive) -> {
          BufferedReader lines =
              new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
          for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            alive.run();
            measured.line(line);
          }
        },
        cancellation);
    return measured;
  }

  /** The last of the running values. */
  private static final class Measured {
    private double integrated = Double.NEGATIVE_INFINITY;
    private double peak;

    void line(String line) {
      int equals = line.indexOf('=');
      if (equals < 0 || !line.startsWith("lavfi.r128.")) {
        return;
      }
      double value = number(line.substring(equals + 1));
      String key = line.substring("lavfi.r128.".length(), equals);
      if (key.equals("I")) {
        integrated = value;
      } else if (key.startsWith("true_peaks_ch")) {
        peak = Math.max(peak, value);
      }
    }

    private static double number(String text) {
      try {
        return Double.parseDouble(text.strip());
      } catch (NumberFormatException e) {
        return Double.NEGATIVE_INFINITY;
      }
    }
  }
}
