package mediaworker.media.timeline;

import static mediaworker.media.timeline.GeneratedClips.FFMPEG;
import static mediaworker.media.timeline.GeneratedClips.opened;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import mediaworker.concurrent.Cancellation;

/** The decoded sound of a file, its first channel at 48 kHz. */
public final class Sounds {

  private static final int RATE = 48_000;

  private final float[] samples;

  private Sounds(float[] samples) {
    this.samples = samples;
  }

  /** Decodes a file's sound. */
  public static Sounds of(Path file) throws Exception {
    List<String> arguments = new ArrayList<>(opened(file));
    arguments.addAll(
        List.of("-map", "0:a:0", "-af", "aresample=48000:async=1:first_pts=0,pan=mono|c0=c0"));
    arguments.addAll(List.of("-f", "f32le", "pipe:1"));
    AtomicReference<byte[]> all = new AtomicReference<>(new byte[0]);
    FFMPEG.runRaw(arguments, (in, alive) -> all.set(in.readAllBytes()), new Cancellation());
    float[] samples = new float[all.get().length / Float.BYTES];
    ByteBuffer.wrap(all.get()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(samples);
    return new Sounds(samples);
  }

  /** Length in seconds. */
  public double seconds() {
    return samples.length / (double) RATE;
  }

  /** Amplitude of a tone in a stretch of time (Goertzel); a full sine of it has 1. */
  public double tone(double hertz, double from, double to) {
    float[] part = samples(from, to);
    double re = 0;
    double im = 0;
    for (int i = 0; i < part.length; i++) {
      double phase = 2 * Math.PI * hertz * i / RATE;
      re += part[i] * Math.cos(phase);
      im += part[i] * Math.sin(phase);
    }
    return 2 * Math.hypot(re, im) / part.length;
  }

  /** Mean level of a stretch of time in dB below full scale. */
  public double level(double from, double to) {
    double sum = 0;
    float[] part = samples(from, to);
    for (float sample : part) {
      sum += sample * sample;
    }
    return 10 * Math.log10(sum / part.length + 1e-12);
  }

  /** How many stretches of at least two milliseconds within a stretch of time are silent. */
  public int holes(double from, double to) {
    int holes = 0;
    int silent = 0;
    for (float sample : samples(from, to)) {
      silent = Math.abs(sample) < 1e-3 ? silent + 1 : 0;
      holes += silent == RATE / 500 ? 1 : 0;
    }
    return holes;
  }

  /** When, in seconds, the sound first is louder than an amplitude; the end where it never is. */
  public double onset(double amplitude) {
    int at = 0;
    while (at < samples.length && Math.abs(samples[at]) <= amplitude) {
      at++;
    }
    return at / (double) RATE;
  }

  /** The largest amplitude in a stretch of time. */
  public double peak(double from, double to) {
    double peak = 0;
    for (float sample : samples(from, to)) {
      peak = Math.max(peak, Math.abs(sample));
    }
    return peak;
  }

  /** The samples of a stretch of time. */
  public float[] samples(double from, double to) {
    return Arrays.copyOfRange(samples, (int) Math.round(from * RATE), (int) Math.round(to * RATE));
  }
}
