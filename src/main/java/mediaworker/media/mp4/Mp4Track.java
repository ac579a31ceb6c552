package mediaworker.media.mp4;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * A track of pictures or sound: where each sample lies, how long it lasts, and the headers that a
 * decoder is set up by. A sample is a coded picture or a packet of sound. Immutable.
 */
public final class Mp4Track {

  /**
   * What describes all samples.
   *
   * @param sound whether it is a sound track
   * @param timeScale units of time in a second
   * @param geometry layer, volume, matrix and size, as the track header has them
   * @param language as the media header has it
   * @param entries the sample descriptions, whole
   * @param form of the sample description, without what differs from file to file (bit rates)
   * @param decoderSetup what the sound's decoder is set up by; empty for pictures
   */
  record Headers(
      boolean sound,
      long timeScale,
      ByteBuffer geometry,
      int language,
      Box entries,
      String form,
      ByteBuffer decoderSetup) {}

  /** One entry for each sample, in decoding order. */
  record Samples(
      int[] sizes, long[] offsets, int[] durations, int[] compositions, boolean[] keys) {}

  private final Headers headers;
  private final Samples samples;
  private final double delay;
  private final long[] decodingTimes;
  private final int leastComposition;

  /**
   * Puts it together.
   *
   * @param delay seconds from the file's time 0 to the time 0 of the samples; below 0 where what
   *     comes first is cut away
   */
  Mp4Track(Headers headers, Samples samples, double delay) {
    this.headers = headers;
    this.samples = samples;
    this.delay = delay;
    decodingTimes = new long[samples.durations().length + 1];
    for (int i = 0; i < samples.durations().length; i++) {
      decodingTimes[i + 1] = decodingTimes[i] + samples.durations()[i];
    }
    // The first picture on the screen is not always the first in the file.
    long first = Long.MAX_VALUE;
    for (int i = 0; i < count(); i++) {
      first = Math.min(first, decodingTimes[i] + samples.compositions()[i]);
    }
    leastComposition = (int) first;
  }

  Headers headers() {
    return headers;
  }

  /** Number of samples. */
  public int count() {
    return samples.sizes().length;
  }

  /** Bytes of a sample. */
  public int size(int sample) {
    return samples.sizes()[sample];
  }

  /** Where a sample begins in the file. */
  public long offset(int sample) {
    return samples.offsets()[sample];
  }

  /** Whether a sample can be decoded without others. */
  public boolean isKey(int sample) {
    return samples.keys()[sample];
  }

  /** How long a sample lasts, in units of {@link #timeScale}. */
  public int duration(int sample) {
    return samples.durations()[sample];
  }

  /** From decoding a sample to showing it, in units of {@link #timeScale}. */
  public int composition(int sample) {
    return samples.compositions()[sample];
  }

  /** Units of time in a second. */
  public long timeScale() {
    return headers.timeScale();
  }

  /** When a sample is shown or heard, in seconds of the file. */
  public double start(int sample) {
    return delay + (decodingTimes[sample] + samples.compositions()[sample]) / (double) timeScale();
  }

  /** When a sample ends, in seconds of the file. */
  public double end(int sample) {
    return start(sample) + samples.durations()[sample] / (double) timeScale();
  }

  /** The least time from decoding to showing, in units of {@link #timeScale}. */
  int leastComposition() {
    return leastComposition;
  }

  /** Length of all samples, in units of {@link #timeScale}. */
  public long length() {
    return decodingTimes[count()];
  }

  /** Seconds by which the file's own times move the samples. */
  double delay() {
    return delay;
  }

  /** Whether all samples, the last one apart, last equally long. */
  boolean isSteady() {
    for (int i = 1; i < count() - 1; i++) {
      if (samples.durations()[i] != samples.durations()[0]) {
        return false;
      }
    }
    return true;
  }

  /** Whether the samples lie in the file in the order in which they are decoded. */
  boolean isInFileOrder() {
    for (int i = 1; i < count(); i++) {
      if (samples.offsets()[i] < samples.offsets()[i - 1] + samples.sizes()[i - 1]) {
        return false;
      }
    }
    return true;
  }

  /** What the sound's decoder is set up by; empty for pictures. */
  public byte[] decoderSetup() {
    byte[] setup = new byte[headers.decoderSetup().remaining()];
    headers.decoderSetup().slice().get(setup);
    return setup;
  }

  /** What the pictures' decoder is set up by, from a box of the only sample entry: "avcC". */
  Optional<ByteBuffer> pictureSetup(String type) {
    return SampleEntry.inPictures(headers.entries(), type).map(Box::content);
  }

  /** Four letters that say how the samples are coded: "avc1", "mp4a". */
  public String codec() {
    return new String(
        Arrays.copyOfRange(headers.entries().bytes(), 12, 16),
        java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
