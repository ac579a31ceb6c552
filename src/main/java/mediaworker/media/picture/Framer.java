package mediaworker.media.picture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;

/** Puts a picture on a plain canvas of its own size. Safe for use by many threads. */
public final class Framer {

  private final Ffmpeg ffmpeg;

  public Framer(Ffmpeg ffmpeg) {
    this.ffmpeg = ffmpeg;
  }

  /**
   * Writes the picture, made smaller, in the middle of a canvas; what is transparent shows the
   * canvas.
   *
   * @param share the picture's size as a share of the canvas, above 0 up to 1
   * @param rgb the canvas's colour, 0xRRGGBB
   * @param png where it goes
   * @throws MediaException when the file is no picture
   */
  public void frame(Path picture, double share, int rgb, Path png, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    MediaInfo info = ffmpeg.probe(picture, cancellation);
    MediaInfo.Video video =
        info.picture()
            .orElseThrow(
                () -> MediaException.badInput(picture.getFileName() + " is not a picture."));
    int width = video.shownWidth();
    int height = video.shownHeight();
    int inner = Math.max(1, (int) Math.round(width * share));
    int high = Math.max(1, (int) Math.round(height * share));
    String graph =
        String.format(
            Locale.ROOT,
            "color=c=0x%06x:s=%dx%d,format=gbrp,trim=end_frame=1[canvas];"
                + "[0:v:0]scale=%d:%d:flags=lanczos+full_chroma_int+accurate_rnd,format=gbrap[p];"
                + "[canvas][p]overlay=x=%d:y=%d:format=gbrp,format=rgb24[v]",
            rgb,
            width,
            height,
            inner,
            high,
            (width - inner) / 2,
            (height - high) / 2);
    List<String> arguments = new ArrayList<>(Ffmpeg.input(info));
    arguments.addAll(List.of("-filter_complex", graph, "-map", "[v]", "-frames:v", "1"));
    arguments.addAll(List.of("-c:v", "png", "-f", "image2pipe", "file:" + png.toAbsolutePath()));
    ffmpeg.run(arguments, Progress.Listener.NONE, cancellation);
  }
}
