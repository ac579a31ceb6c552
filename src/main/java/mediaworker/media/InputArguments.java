package mediaworker.media;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How FFmpeg is told to open a file of somebody's: nothing but local files, no playlists, no
 * pictures of any size, and the decoder that keeps transparency.
 */
final class InputArguments {

  /**
   * File formats that inputs may have; playlists and lists, which name other files, are not here.
   */
  static final String FORMATS =
      "mov,matroska,webm,avi,flv,asf,mpegts,mpeg,mpegvideo,ogg,gif,apng,ivf,h264,hevc,m4v,mxf,"
          + "nut,yuv4mpegpipe,wav,mp3,aac,flac,image2,png_pipe,jpeg_pipe,webp_pipe,bmp_pipe,"
          + "tiff_pipe,webp,rawvideo,av1,obu,3gp";

  /** 4K, twice over. */
  private static final long LEAST_MAX_PIXELS = 2L * 4096 * 2304;

  private InputArguments() {}

  /** The arguments that open a file as an input. */
  static List<String> of(MediaInfo info) {
    List<String> arguments = reading(info, FORMATS);
    if (info.format().equals("image2")) {
      arguments.addAll(List.of("-f", "image2", "-pattern_type", "none"));
    }
    arguments.addAll(List.of("-i", "file:" + info.file().toAbsolutePath()));
    return arguments;
  }

  /**
   * The arguments that open a video by a list of ours, which names nothing but it.
   *
   * @param list for the concat demuxer
   */
  static List<String> repeated(MediaInfo info, Path list) {
    List<String> arguments = reading(info, "concat," + FORMATS);
    arguments.addAll(List.of("-f", "concat", "-safe", "0"));
    arguments.addAll(List.of("-i", "file:" + list.toAbsolutePath()));
    return arguments;
  }

  private static List<String> reading(MediaInfo info, String formats) {
    List<String> arguments =
        new ArrayList<>(List.of("-protocol_whitelist", "file", "-format_whitelist", formats));
    info.picture()
        .ifPresent(
            picture -> {
              // Its later pictures may be of other sizes, but not of any: each is held in memory.
              long pixels = 4L * picture.width() * picture.height();
              arguments.addAll(
                  List.of("-max_pixels", String.valueOf(Math.max(pixels, LEAST_MAX_PIXELS))));
              if (info.isStill() && ExifOrientation.concerns(picture.codec())) {
                arguments.addAll(turning(picture));
              }
              // FFmpeg's own vp8 and vp9 decoders ignore the alpha that lies beside the picture.
              if (picture.alpha() && picture.codec().equals("vp9")) {
                arguments.addAll(List.of("-c:v", "libvpx-vp9"));
              } else if (picture.alpha() && picture.codec().equals("vp8")) {
                arguments.addAll(List.of("-c:v", "libvpx"));
              }
            });
    return arguments;
  }

  /** Arguments by which a picture is turned whose decoder does not know that it has to be. */
  private static List<String> turning(MediaInfo.Video picture) {
    List<String> arguments = new ArrayList<>();
    if (picture.rotation() != 0) {
      arguments.addAll(List.of("-display_rotation", String.valueOf(picture.rotation())));
    }
    if (picture.mirrored()) {
      arguments.add("-display_hflip");
    }
    return arguments;
  }
}
