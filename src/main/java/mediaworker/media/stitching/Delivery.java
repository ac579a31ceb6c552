package mediaworker.media.stitching;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mediaworker.media.H264;
import mediaworker.media.Opus;
import mediaworker.media.Rational;
import mediaworker.media.Vp9;

/** The forms an encoded video can have: container, codecs and their settings. */
enum Delivery {
  /** Plays everywhere. */
  MP4_H264("mp4", "yuv420p", false),
  /** H.264 for clips that came as MOV. */
  MOV_H264("mov", "yuv420p", false),
  /** VP9 for clips that came as WebM. */
  WEBM_VP9("webm", "yuv420p", false),
  /** Transparency for browsers. */
  WEBM_VP9_ALPHA("webm", "yuva420p", true),
  /** Transparency for video editors; ten bits, as the clips have. */
  MOV_PRORES_4444("mov", "yuva444p10le", true);

  /**
   * Bits per pixel and picture for libopenh264, which has no constant-quality mode: about twice of
   * what AI video services deliver, so that a second generation loses nothing visible.
   */
  private static final double OPENH264_BITS = 0.2;

  private static final long LEAST_BITRATE = 1_000_000;
  private static final long MOST_BITRATE = 60_000_000;

  private final String extension;
  private final String pixelFormat;
  private final boolean alpha;

  Delivery(String extension, String pixelFormat, boolean alpha) {
    this.extension = extension;
    this.pixelFormat = pixelFormat;
    this.alpha = alpha;
  }

  /** The form for a container that is given, as when copying into it has failed. */
  static Delivery within(String extension, boolean alpha) {
    return switch (extension) {
      case "webm" -> alpha ? WEBM_VP9_ALPHA : WEBM_VP9;
      case "mov" -> alpha ? MOV_PRORES_4444 : MOV_H264;
      default -> MP4_H264;
    };
  }

  String extension() {
    return extension;
  }

  String pixelFormat() {
    return pixelFormat;
  }

  boolean alpha() {
    return alpha;
  }

  /**
   * Arguments for the picture's encoder.
   *
   * @param h264 the H.264 encoder this FFmpeg has, "libx264" or "libopenh264"
   */
  List<String> videoArguments(String h264, int width, int height, Rational rate) {
    List<String> arguments = new ArrayList<>();
    switch (this) {
      case MP4_H264, MOV_H264 -> {
        if (h264.equals("libx264")) {
          arguments.addAll(List.of("-c:v", "libx264", "-preset", "veryfast", "-crf", "18"));
        } else {
          long bits = Math.round(width * (double) height * rate.value() * OPENH264_BITS);
          long bitrate = Math.max(LEAST_BITRATE, Math.min(MOST_BITRATE, bits));
          arguments.addAll(List.of("-c:v", h264, "-profile:v", "high"));
          arguments.addAll(List.of("-b:v", String.valueOf(bitrate)));
          // No picture may be dropped for the bitrate: the result must have them all.
          arguments.addAll(List.of("-allow_skip_frames", "0"));
        }
        arguments.addAll(H264.keyPictures(rate));
      }
      case WEBM_VP9, WEBM_VP9_ALPHA -> arguments.addAll(Vp9.arguments(24));
      case MOV_PRORES_4444 -> {
        arguments.addAll(List.of("-c:v", "prores_ks", "-profile:v", "4444"));
        // A fixed quantiser: searching one for each slice to meet a rate takes four times as long.
        arguments.addAll(List.of("-alpha_bits", "16", "-qscale:v", "4", "-vendor", "apl0"));
      }
    }
    arguments.addAll(List.of("-pix_fmt", pixelFormat));
    return arguments;
  }

  /** Arguments for the sound's encoder. */
  List<String> audioArguments() {
    return audioArguments(extension);
  }

  /** Arguments for the sound's encoder that a container wants. */
  static List<String> audioArguments(String extension) {
    return extension.equals("webm") ? Opus.ENCODER : List.of("-c:a", "aac", "-b:a", "192k");
  }

  /** Arguments for the container. */
  static List<String> containerArguments(String extension) {
    return extension.equals("webm")
        ? List.of("-f", "webm")
        : List.of("-movflags", "+faststart", "-f", extension.toLowerCase(Locale.ROOT));
  }
}
