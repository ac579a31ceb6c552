package mediaworker.media.keying;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.process.ProcessRequest;
import org.jspecify.annotations.Nullable;

/**
 * Whether a keyed file is in part transparent and in part opaque. Looks at a few of its pictures
 * and, where these do not show it, at all of them: a subject may be seen for a moment only. Used
 * for one file.
 */
final class AlphaRange {

  /**
   * Where to look, as shares of the length: the subject may come and go. First at the first
   * picture, which can be decoded without others; to reach the middle of a clip half of what lies
   * before it has to be.
   */
  private static final double[] LOOKS = {0, 0.5, 0.9, 0.1, 0.7, 0.3};

  /** Levels between the least and the most opaque pixel; a lossy encoder wavers by a few. */
  private static final int LEAST = 32;

  private final Ffmpeg ffmpeg;
  private final Cancellation cancellation;
  private int least = 255;
  private int most;

  AlphaRange(Ffmpeg ffmpeg, Cancellation cancellation) {
    this.ffmpeg = ffmpeg;
    this.cancellation = cancellation;
  }

  /** Of a video or a still. */
  boolean isIn(MediaInfo file) throws MediaException, IOException, InterruptedException {
    MediaInfo.Video picture = file.picture().orElseThrow();
    if (!picture.alpha()) {
      return false;
    }
    for (double share : LOOKS) {
      List<String> arguments = new ArrayList<>();
      if (file.durationSeconds() > 0) {
        arguments.addAll(
            List.of("-ss", String.format(Locale.ROOT, "%.3f", share * file.durationSeconds())));
      }
      arguments.addAll(Ffmpeg.input(file));
      look(arguments, file.pictureStream(0), List.of("-frames:v", "1"), picture, null);
      if (isWide()) {
        return true;
      }
    }
    look(Ffmpeg.input(file), file.pictureStream(0), Ffmpeg.OWN_TIMES, picture, null);
    return isWide();
  }

  /**
   * Of pictures in an archive.
   *
   * @param one any of them, all being of one size and kind
   */
  boolean isIn(Path archive, MediaInfo one)
      throws MediaException, IOException, InterruptedException {
    MediaInfo.Video picture = one.picture().orElseThrow();
    if (!picture.alpha()) {
      return false;
    }
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      List<? extends ZipEntry> all = zip.stream().toList();
      List<ZipEntry> some = new ArrayList<>();
      for (double share : LOOKS) {
        some.add(all.get((int) (share * all.size())));
      }
      look(zip, some, picture);
      if (!isWide()) {
        look(zip, all, picture);
      }
      return isWide();
    }
  }

  /**
   * Of an animated WebP, which FFmpeg cannot read: its pictures are given to it one by one, and put
   * together here.
   */
  boolean isIn(Path file, WebpHeader webp)
      throws MediaException, IOException, InterruptedException {
    if (!webp.alpha()) {
      return false;
    }
    look(file, webp, webp.frames().subList(0, 1));
    if (!isWide()) {
      look(file, webp, webp.frames());
    }
    return isWide();
  }

  private void look(Path file, WebpHeader webp, List<WebpFrame> frames)
      throws MediaException, IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("-f", "webp_pipe", "-i", "pipe:0"));
    arguments.addAll(List.of("-map", "0:v:0", "-vf", "format=yuva420p,alphaextract,format=gray"));
    // Each in its own size.
    arguments.add("-noautoscale");
    arguments.addAll(Ffmpeg.OWN_TIMES);
    arguments.addAll(List.of("-f", "rawvideo", "pipe:1"));
    ffmpeg.runRaw(
        arguments,
        out -> {
          try (FileChannel channel = FileChannel.open(file)) {
            for (WebpFrame frame : frames) {
              frame.writeAlone(channel, out);
            }
          }
        },
        (in, alive) -> {
          byte[] canvas = new byte[webp.width() * webp.height()];
          for (WebpFrame frame : frames) {
            byte[] alpha = in.readNBytes(frame.width() * frame.height());
            if (alpha.length < frame.width() * frame.height()) {
              throw new EOFException("The keyed WebP file cannot be read back as a whole.");
            }
            alive.run();
            frame.show(alpha, canvas, webp.width());
            take(canvas);
            frame.dispose(canvas, webp.width());
          }
        },
        cancellation);
  }

  private void look(ZipFile zip, List<? extends ZipEntry> entries, MediaInfo.Video picture)
      throws MediaException, IOException, InterruptedException {
    List<String> arguments = List.of("-f", "png_pipe", "-i", "pipe:0");
    look(
        arguments,
        "0:v:0",
        Ffmpeg.OWN_TIMES,
        picture,
        out -> {
          for (ZipEntry entry : entries) {
            try (InputStream in = zip.getInputStream(entry)) {
              in.transferTo(out);
            }
          }
        });
  }

  private void look(
      List<String> input,
      String stream,
      List<String> which,
      MediaInfo.Video picture,
      ProcessRequest.@Nullable Stdin pipe)
      throws MediaException, IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(input);
    arguments.addAll(List.of("-map", stream, "-vf", "alphaextract,format=gray"));
    arguments.addAll(which);
    arguments.addAll(List.of("-f", "rawvideo", "pipe:1"));
    int pixels = picture.shownWidth() * picture.shownHeight();
    ffmpeg.runRaw(
        arguments, pipe, Ffmpeg.rawFrames(pixels, (index, alpha) -> take(alpha)), cancellation);
  }

  private void take(byte[] alpha) {
    for (byte level : alpha) {
      least = Math.min(least, level & 0xff);
      most = Math.max(most, level & 0xff);
    }
  }

  private boolean isWide() {
    return most - least >= LEAST;
  }
}
