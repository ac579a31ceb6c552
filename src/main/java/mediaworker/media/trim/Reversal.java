package mediaworker.media.trim;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.Progress;
import mediaworker.media.timeline.Clip;
import mediaworker.media.timeline.WorkProgress;

/**
 * Turns a clip's pictures round. FFmpeg's reverse filter holds all of them in memory, so the clip
 * is taken in pieces, the last one first, each written losslessly to the work folder.
 */
final class Reversal {

  /** Raw bytes held at once, on top of what decoding takes. */
  private static final long PIECE_BYTES = 256L << 20;

  /** Raw bytes altogether; the lossless files take a quarter to a half of that on the disk. */
  private static final long MOST_BYTES = 16L << 30;

  private final Ffmpeg ffmpeg;
  private final long pieceBytes;
  private final long mostBytes;

  Reversal(Ffmpeg ffmpeg) {
    this(ffmpeg, PIECE_BYTES, MOST_BYTES);
  }

  Reversal(Ffmpeg ffmpeg, long pieceBytes, long mostBytes) {
    this.ffmpeg = ffmpeg;
    this.pieceBytes = pieceBytes;
    this.mostBytes = mostBytes;
  }

  /**
   * Writes the clip's pictures in reverse order.
   *
   * @return a list of the pieces, to be opened with {@link #input}
   * @throws MediaException when the clip is too long for that
   */
  Path reverse(Clip clip, Path workDir, WorkProgress progress, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    String pixels = clip.picture().alpha() ? "yuva420p" : "yuv420p";
    double bytesPerPixel = clip.picture().alpha() ? 2.5 : 1.5;
    double frameBytes = clip.picture().width() * (double) clip.picture().height() * bytesPerPixel;
    if (frameBytes * clip.frames() > mostBytes) {
      throw MediaException.badInput(
          String.format(
              Locale.ROOT,
              "The part of %s is too long to be played backwards: %d pictures of %dx%d where %d"
                  + " are possible. Choose a shorter part.",
              clip.name(),
              clip.frames(),
              clip.picture().width(),
              clip.picture().height(),
              (long) (mostBytes / frameBytes)));
    }
    int pieceFrames = (int) Math.max(1, Math.min(clip.frames(), pieceBytes / frameBytes));
    StringBuilder list = new StringBuilder("ffconcat version 1.0\n");
    int done = 0;
    for (int end = clip.to(); end > clip.from(); end -= pieceFrames) {
      Clip piece = clip.part(Math.max(clip.from(), end - pieceFrames), end);
      String name = "back-" + done + ".mkv";
      // Evenly spaced at any rate: only the order counts, the times are given anew later.
      String filters = piece.videoFilters() + ",format=" + pixels + ",reverse,settb=1/25,setpts=N";
      List<String> arguments = new ArrayList<>(piece.input());
      arguments.addAll(List.of("-filter_complex", "[0:V:0]" + filters + "[v]", "-map", "[v]"));
      arguments.addAll(List.of("-fps_mode", "passthrough", "-c:v", "ffv1", "-level", "3"));
      arguments.addAll(List.of("-slices", "4", "-g", "1", "-f", "matroska"));
      arguments.addAll(List.of("-threads", String.valueOf(ffmpeg.threads())));
      arguments.add("file:" + workDir.resolve(name).toAbsolutePath());
      int before = done;
      Progress.Listener reversed =
          report ->
              progress.onProgress(
                  (double) (before + report.frame()) / clip.frames(), "turning the pictures round");
      ffmpeg.run(arguments, reversed, cancellation);
      list.append("file '").append(name).append("'\n");
      done += piece.frames();
    }
    Path listFile = workDir.resolve("back.ffconcat").toAbsolutePath();
    return Files.writeString(listFile, list.toString(), StandardCharsets.UTF_8);
  }

  /** Arguments that open the reversed pictures. */
  static List<String> input(Path list) {
    return List.of(
        "-protocol_whitelist",
        "file",
        "-format_whitelist",
        "concat,matroska,webm",
        "-f",
        "concat",
        "-safe",
        "0",
        "-i",
        "file:" + list);
  }
}
