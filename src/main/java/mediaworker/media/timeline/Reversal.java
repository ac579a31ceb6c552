package mediaworker.media.timeline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.ConcatEntry;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.Progress;
import mediaworker.media.Rational;

/**
 * Plays a clip's pictures backwards, or again and again. FFmpeg's own filters for that hold all of
 * them in memory, so the clip is taken in pieces, each written losslessly to the work folder, and a
 * list names the pieces in the order in which they are to be played. Safe for use by many threads.
 */
public final class Reversal {

  /** Raw bytes held at once, on top of what decoding takes. */
  private static final long PIECE_BYTES = 256L << 20;

  /** Bytes altogether before compression; the files take a quarter to a half of it on the disk. */
  private static final long MOST_BYTES = 16L << 30;

  /** What is left of them in the files, at most, of what cameras take. */
  private static final double KEPT_SHARE = 0.5;

  private final Ffmpeg ffmpeg;
  private final long pieceBytes;
  private final long mostBytes;
  private final Consumer<List<String>> complaints;

  /**
   * With the usual limits.
   *
   * @param complaints gets what FFmpeg writes to standard error
   */
  public Reversal(Ffmpeg ffmpeg, Consumer<List<String>> complaints) {
    this(ffmpeg, PIECE_BYTES, MOST_BYTES, complaints);
  }

  /**
   * With limits of its own.
   *
   * @param pieceBytes raw bytes held at once
   * @param mostBytes bytes of the longest clip before compression
   * @param complaints gets what FFmpeg writes to standard error
   */
  public Reversal(
      Ffmpeg ffmpeg, long pieceBytes, long mostBytes, Consumer<List<String>> complaints) {
    this.ffmpeg = ffmpeg;
    this.pieceBytes = pieceBytes;
    this.mostBytes = mostBytes;
    this.complaints = complaints;
  }

  /**
   * Writes the clip's pictures in reverse order.
   *
   * @return a list of the pieces, to be opened with {@link #input}
   * @throws MediaException when the clip is too long for that
   */
  public Path reverse(Clip clip, Path workDir, WorkProgress progress, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    PieceFormat format = PieceFormat.of(clip, false);
    requireShort(clip, clip.frames(), format, mostBytes);
    List<String> pieces = pieces(clip, true, format, workDir, "back", progress, cancellation);
    return list(pieces, 1, workDir, "back");
  }

  /**
   * Writes the clip's pictures to be played several times, forwards or there and back.
   *
   * @param pingPong whether each time is there and back; the pictures at the turns come once each
   * @param repeat how many times
   * @param format what is kept of the pictures
   * @param name of the pieces and the list in the work folder
   * @return a list of the pieces, to be opened with {@link #input}
   * @throws MediaException when the clip is too long for that
   */
  public Path loop(
      Clip clip,
      boolean pingPong,
      int repeat,
      PieceFormat format,
      Path workDir,
      String name,
      WorkProgress progress,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    requireShort(clip, clip.frames(), format, mostBytes);
    boolean back = pingPong && clip.frames() > 2;
    List<String> pieces =
        new ArrayList<>(
            pieces(
                clip,
                false,
                format,
                workDir,
                name,
                progress.part(0, back ? 0.5 : 1),
                cancellation));
    if (back) {
      Clip between = clip.part(clip.from() + 1, clip.to() - 1);
      pieces.addAll(
          pieces(
              between, true, format, workDir, name + "-back", progress.part(0.5, 1), cancellation));
    }
    return list(pieces, repeat, workDir, name);
  }

  /**
   * Writes the clip's pictures at a steady rate: each is there for as long as it is shown, which
   * none is when uneven pictures are counted out. The clip of that is taken backwards or repeated.
   *
   * @param count how many pictures there will be
   * @param rate pictures a second
   * @param format what is kept of the pictures
   * @param name of the file in the work folder
   * @param progress hears of all of it
   * @throws MediaException when there will be too many of them
   */
  public Clip evenly(
      Clip clip,
      int count,
      Rational rate,
      PieceFormat format,
      Path workDir,
      String name,
      WorkProgress progress,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    requireShort(clip, count, format, mostBytes);
    Path file = workDir.resolve(name + ".mkv");
    String filters =
        clip.videoFilters()
            + ","
            + clip.wholePictures()
            + clip.ordinaryColours()
            + "format="
            + format.pixels()
            + ",fps="
            + rate
            // Where the last one ends is rounded too, and of half a picture one is left.
            + ":eof_action=pass,tpad=stop=2:stop_mode=clone,trim=end_frame="
            + count
            + ",settb=1/25,setpts=N";
    List<String> arguments = new ArrayList<>(clip.input());
    arguments.addAll(
        List.of(
            "-filter_complex",
            "[" + clip.info().pictureStream(0) + "]" + filters + "[v]",
            "-map",
            "[v]"));
    arguments.addAll(lossless(file));
    Progress.Listener written =
        report -> progress.onProgress((double) report.frame() / count, "making the pictures even");
    complaints.accept(ffmpeg.run(arguments, written, cancellation));
    return new ClipReader(ffmpeg).read(Cut.whole(file), cancellation);
  }

  /**
   * How much room pictures take that are kept in the work folder, for the question whether there is
   * as much; generous.
   *
   * @param pictures of the clip that are written, back or forth
   */
  public static long estimate(Clip clip, long pictures, PieceFormat format) {
    return (long) (KEPT_SHARE * pictures * format.codedBytes(clip));
  }

  /** How many pictures one time there and back has. */
  public static int pingPongFrames(int frames) {
    return frames > 2 ? 2 * frames - 2 : frames;
  }

  private List<String> pieces(
      Clip clip,
      boolean backwards,
      PieceFormat format,
      Path workDir,
      String prefix,
      WorkProgress progress,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    int most = (int) Math.max(1, Math.min(clip.frames(), pieceBytes / format.heldBytes(clip)));
    int pieceFrames = backwards ? most : clip.frames();
    List<String> names = new ArrayList<>();
    int done = 0;
    for (int end = clip.to(); end > clip.from(); end -= pieceFrames) {
      Clip piece = clip.part(Math.max(clip.from(), end - pieceFrames), end);
      String name = prefix + "-" + done + ".mkv";
      // Evenly spaced at any rate: only the order counts, the times are given anew later.
      String filters =
          piece.videoFilters()
              + ","
              + piece.wholePictures()
              + piece.ordinaryColours()
              + "format="
              + format.pixels()
              + (backwards ? ",reverse" : "")
              + ",settb=1/25,setpts=N";
      List<String> arguments = new ArrayList<>(piece.input());
      arguments.addAll(
          List.of(
              "-filter_complex",
              "[" + clip.info().pictureStream(0) + "]" + filters + "[v]",
              "-map",
              "[v]"));
      arguments.addAll(lossless(workDir.resolve(name)));
      int before = done;
      Progress.Listener written =
          report ->
              progress.onProgress(
                  (double) (before + report.frame()) / clip.frames(),
                  backwards ? "turning the pictures round" : "keeping pictures for the loop");
      complaints.accept(ffmpeg.run(arguments, written, cancellation));
      names.add(name);
      done += piece.frames();
    }
    return names;
  }

  private List<String> lossless(Path file) {
    List<String> arguments = new ArrayList<>(List.of("-fps_mode", "passthrough"));
    arguments.addAll(List.of("-c:v", "ffv1", "-level", "3", "-slices", "4", "-g", "1"));
    arguments.addAll(List.of("-f", "matroska", "-threads", String.valueOf(ffmpeg.threads())));
    arguments.add("file:" + file.toAbsolutePath());
    return arguments;
  }

  private static Path list(List<String> pieces, int repeat, Path workDir, String name)
      throws IOException {
    Path folder = workDir.toAbsolutePath();
    StringBuilder once = new StringBuilder();
    for (String piece : pieces) {
      once.append(ConcatEntry.of(folder.resolve(piece), folder));
    }
    String list = "ffconcat version 1.0\n" + once.toString().repeat(repeat);
    Path listFile = folder.resolve(name + ".ffconcat");
    return Files.writeString(listFile, list, StandardCharsets.UTF_8);
  }

  /**
   * Looks, before anything is written, whether a clip is short enough by the usual limits.
   *
   * @param frames pictures of the clip that are kept, in one direction
   * @throws MediaException when it is too long
   */
  public static void requireShort(Clip clip, int frames, PieceFormat format) throws MediaException {
    requireShort(clip, frames, format, MOST_BYTES);
  }

  private static void requireShort(Clip clip, int frames, PieceFormat format, long mostBytes)
      throws MediaException {
    double frameBytes = format.codedBytes(clip);
    if (frameBytes * frames > mostBytes) {
      throw MediaException.badInput(
          String.format(
              Locale.ROOT,
              "The part of %s is too long to be played backwards or repeated: %d pictures of %dx%d"
                  + " where %d are possible, for each is kept losslessly until then (%.2f MB before"
                  + " compression, by its size, bits and transparency). Choose a shorter part.",
              clip.name(),
              frames,
              clip.picture().width(),
              clip.picture().height(),
              (long) (mostBytes / frameBytes),
              frameBytes / 1e6));
    }
  }

  /** Arguments that open the reversed pictures. */
  public static List<String> input(Path list) {
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
