package mediaworker.media;

/**
 * Brings sound to two channels. FFmpeg plays a single channel 3 dB softer on both sides, so that a
 * voice recorded in mono would sink beside stereo; players give both sides all of it, and so does
 * this. More channels are mixed down as FFmpeg does. Pure.
 */
public final class StereoSound {

  private static final String FORMAT = "aformat=sample_fmts=fltp:channel_layouts=stereo";

  private StereoSound() {}

  /** The filters, without a comma at either end. */
  public static String filters(MediaInfo.Audio sound) {
    return sound.channels() == 1 ? "pan=stereo|c0=c0|c1=c0," + FORMAT : FORMAT;
  }
}
