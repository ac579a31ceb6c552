package mediaworker.media.keying.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import mediaworker.media.H264;
import mediaworker.media.MediaInfo;
import mediaworker.media.Opus;
import mediaworker.media.Vp9;
import mediaworker.media.keying.request.OutputFormat;

/**
 * The encoder's arguments for each output format. Pure. The settings come from measurements that
 * {@code docs/encoding.md} keeps.
 */
final class Encoding {

  /** Sound that a container takes as it is. */
  private static final Set<String> WEBM_SOUND = Set.of("opus", "vorbis");

  private static final Set<String> MP4_SOUND = Set.of("aac", "mp3", "ac3", "eac3");
  private static final Set<String> MOV_SOUND = Set.of("aac", "mp3", "alac", "pcm_s16le");

  /** libopenh264 has no constant quality: bits a pixel that look clean at 720p. */
  private static final double OPENH264_BITS_PER_PIXEL = 0.22;

  private static final long LEAST_BITS = 2_000_000;

  private Encoding() {}

  /** The encoder's arguments of a format with transparency that FFmpeg writes by itself. */
  static List<String> video(OutputFormat format) {
    return switch (format) {
      case WEBM -> Vp9.keyed();
      // A fixed quantiser: searching one for each slice to meet a rate takes four times as long.
      case MOV ->
          words(
              "-c:v prores_ks -profile:v 4444 -pix_fmt yuva444p10le -alpha_bits 8 -qscale 4"
                  + " -vendor apl0");
      case WEBP -> words("-c:v libwebp_anim -quality 80 -compression_level 2");
      case GIF -> words("-c:v gif");
      case PNG, MP4 -> throw new IllegalStateException(format + " has arguments of its own.");
    };
  }

  /** The container's arguments of a format that FFmpeg writes to a file by itself. */
  static List<String> container(OutputFormat format) {
    return switch (format) {
      case WEBM -> words("-f webm");
      case MOV -> words("-f mov");
      case MP4 -> words("-movflags +faststart -f mp4");
      case WEBP -> words("-loop 0 -f webp");
      case GIF -> words("-loop 0 -f gif");
      case PNG -> throw new IllegalStateException("PNG has arguments of its own.");
    };
  }

  /** Video arguments of PNG pictures one after another, or a single one. */
  static List<String> png(boolean single) {
    return single
        ? words("-c:v png -compression_level 6 -pred mixed -frames:v 1 -f image2 -update 1")
        : words("-c:v png -compression_level 1 -pred up -f image2pipe");
  }

  /** Video arguments of a single PNG that is looked at once: a third of the time, a larger file. */
  static List<String> quickPng() {
    return words("-c:v png -compression_level 1 -pred up -frames:v 1 -f image2 -update 1");
  }

  /**
   * The encoder's arguments of H.264.
   *
   * @param encoder as {@link mediaworker.media.Ffmpeg#h264Encoder} names it
   * @param width of the picture in pixels
   * @param height of the picture in pixels
   */
  static List<String> h264(String encoder, MediaInfo.Video video, int width, int height) {
    List<String> arguments = new ArrayList<>(List.of("-c:v", encoder, "-pix_fmt", "yuv420p"));
    if (encoder.equals("libx264")) {
      arguments.addAll(List.of("-preset", "veryfast", "-crf", "18"));
    } else {
      double rate = video.frameRate().isPositive() ? video.frameRate().value() : 30;
      double bits = OPENH264_BITS_PER_PIXEL * width * height * Math.min(rate, 60);
      long target = Math.max(LEAST_BITS, Math.round(bits));
      arguments.addAll(List.of("-profile:v", "high", "-b:v", String.valueOf(target)));
    }
    arguments.addAll(H264.keyPictures(video.frameRate()));
    return arguments;
  }

  /**
   * Maps a first sound track, copied where the container takes it.
   *
   * @param input number of the input that has it
   */
  static List<String> sound(OutputFormat format, Optional<MediaInfo.Audio> sound, int input) {
    if (sound.isEmpty() || !format.hasSound()) {
      return List.of("-an");
    }
    Set<String> copied =
        switch (format) {
          case WEBM -> WEBM_SOUND;
          case MOV -> MOV_SOUND;
          default -> MP4_SOUND;
        };
    List<String> arguments = new ArrayList<>(List.of("-map", input + ":" + sound.get().index()));
    if (copied.contains(sound.get().codec().toLowerCase(Locale.ROOT))) {
      arguments.addAll(List.of("-c:a", "copy"));
      return arguments;
    }
    arguments.addAll(format == OutputFormat.WEBM ? Opus.ofAnyLayout() : soundEncoder(format));
    return arguments;
  }

  /** The encoder of a format's sound. */
  static List<String> soundEncoder(OutputFormat format) {
    return format == OutputFormat.WEBM ? Opus.ENCODER : words("-c:a aac -b:a 192k");
  }

  private static List<String> words(String arguments) {
    return List.of(arguments.split(" ", -1));
  }
}
