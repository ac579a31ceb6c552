package mediaworker.media.trim;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.Interlacing;
import mediaworker.media.LastPicture;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.Opus;
import mediaworker.media.Rational;
import mediaworker.media.ToneMap;
import mediaworker.media.Vp9;
import mediaworker.media.timeline.Clip;
import mediaworker.media.timeline.ClipReader;
import mediaworker.media.timeline.EncodeProgress;
import mediaworker.media.timeline.FrameRates;
import mediaworker.media.timeline.PieceFormat;
import mediaworker.media.timeline.Reversal;
import mediaworker.media.timeline.SourceFiles;
import mediaworker.media.timeline.UnreadableSound;
import mediaworker.media.timeline.VideoCheck;
import mediaworker.media.timeline.WorkProgress;

/**
 * Cuts a part out of a video, exact to the picture, as WebM with VP9; transparency is kept. Safe
 * for use by many threads.
 */
public final class Trimmer {

  /** The extension of every result, without the dot. */
  public static final String EXTENSION = "webm";

  private final Ffmpeg ffmpeg;
  private final ClipReader reader;
  private final VideoCheck check;

  public Trimmer(Ffmpeg ffmpeg) {
    this.ffmpeg = ffmpeg;
    this.reader = new ClipReader(ffmpeg);
    this.check = new VideoCheck(ffmpeg);
  }

  /**
   * Bytes that a trim takes in the work folder, beside the result: what runs backwards too is kept
   * there. Generous; 0 for what is only cut, whose file is not looked at.
   *
   * @throws MediaException when the file or the times cannot be used, or the part is too long to be
   *     reversed
   */
  public long workBytes(TrimRequest request, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    if (!request.pingPong()) {
      return 0;
    }
    Clip clip = reader.read(request.cut(), cancellation);
    if (clip.frames() <= 2) {
      return 0;
    }
    PieceFormat format = PieceFormat.of(clip, false);
    boolean steady = clip.times().steady();
    // The pictures at the turns are left out of the way back.
    int kept = steady ? clip.frames() - 2 : steadyCount(clip);
    Reversal.requireShort(clip, kept, format);
    return Reversal.estimate(clip, steady ? kept : 2L * kept, format);
  }

  /**
   * Cuts, and checks the result.
   *
   * @param workDir for the reversed pieces of a ping-pong
   * @param part where the result goes; ends in ".webm"
   * @throws MediaException when the file or the times cannot be used, when the part is too long to
   *     be reversed, when the file was changed meanwhile, or when the result is not as it must be
   * @throws java.util.concurrent.CancellationException when cancelled
   */
  public TrimReport trim(
      TrimRequest request,
      Path workDir,
      Path part,
      WorkProgress progress,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    SourceFiles source = SourceFiles.of(List.of(request.cut().file()));
    Clip clip = reader.read(request.cut(), cancellation);
    boolean there = request.pingPong() && clip.frames() > 2;
    boolean hasSound = clip.info().sound().isPresent();
    boolean sound = hasSound && !request.pingPong();
    boolean uneven = there && !clip.times().steady();
    double made = uneven ? 0.15 : 0;
    List<String> complaints = new ArrayList<>();
    Reversal reversal = new Reversal(ffmpeg, complaints::addAll);
    Clip turned =
        uneven ? even(clip, reversal, workDir, progress.part(0, made), cancellation) : clip;
    there &= turned.frames() > 2;
    int frames = there ? Reversal.pingPongFrames(turned.frames()) : clip.frames();
    double step = uneven ? 1 / FrameRates.of(clip).value() : clip.seconds() / clip.frames();
    if (there) {
      // The pictures at the turns are left out of the way back.
      Path back =
          reversal.reverse(
              turned.part(turned.from() + 1, turned.to() - 1),
              workDir,
              progress.part(made, 0.3),
              cancellation);
      List<String> arguments = pingPong(turned, shape(clip.picture()), step, back);
      complaints.addAll(
          encode(arguments, clip, frames, part, progress.part(0.3, 0.85), cancellation));
    } else {
      List<String> arguments = new ArrayList<>(clip.input());
      String graph =
          shot(clip) + clip.videoFilters() + whole(clip) + colours(clip) + pixels(clip) + "[v]";
      if (sound) {
        graph +=
            ";[" + clip.info().soundStream(0) + "]" + clip.audioFilters(clip.seconds()) + "[a]";
      }
      arguments.addAll(List.of("-filter_complex", graph, "-map", "[v]"));
      arguments.addAll(LastPicture.until(frames, clip.seconds()));
      if (sound) {
        arguments.addAll(List.of("-map", "[a]"));
        arguments.addAll(Opus.ENCODER);
      }
      complaints.addAll(
          encode(arguments, clip, frames, part, progress.part(made, 0.85), cancellation));
    }
    source.requireUnchanged("trimmed");
    VideoCheck.Steps steps =
        there ? VideoCheck.Steps.even(step) : VideoCheck.Steps.of(List.of(clip));
    VideoCheck.Expected expected =
        new VideoCheck.Expected(
            frames,
            steps,
            clip.picture().shownWidth(),
            clip.picture().shownHeight(),
            clip.picture().alpha(),
            sound);
    Optional<String> problem = check.problem(part, expected, progress.part(0.85, 1), cancellation);
    if (problem.isPresent()) {
      Optional<String> damage = reader.damage(clip, cancellation);
      if (damage.isPresent()) {
        throw MediaException.badInput("The file " + clip.name() + " is damaged: " + damage.get());
      }
      throw reader
          .changing(clip, cancellation)
          .orElse(MediaException.fault("The trimmed video is not as it must be. " + problem.get()));
    }
    double seconds = there ? frames * step : clip.seconds();
    Optional<String> damaged =
        sound
            ? reader.damage(clip, complaints, cancellation)
            : reader.pictureDamage(clip, complaints, cancellation);
    return new TrimReport(
        frames,
        seconds,
        clip.picture().alpha(),
        hasSound && !sound,
        ToneMap.name(clip.picture()).isPresent(),
        Interlacing.of(clip.picture()),
        clip.shortOf(request.cut().outSeconds()),
        damaged);
  }

  /** The part at a steady rate: counted out, uneven pictures would be shown at other times. */
  private static Clip even(
      Clip clip, Reversal reversal, Path workDir, WorkProgress progress, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    Rational rate = FrameRates.of(clip);
    int count = steadyCount(clip);
    PieceFormat format = PieceFormat.of(clip, false);
    return reversal.evenly(clip, count, rate, format, workDir, "even", progress, cancellation);
  }

  private static int steadyCount(Clip clip) {
    return (int) Math.max(1, Math.round(clip.seconds() * FrameRates.of(clip).value()));
  }

  /** The shape of its pixels once it is upright, as "4/3". */
  private static String shape(MediaInfo.Video picture) {
    String[] sides = picture.sampleAspect().split(":", 2);
    boolean turned = Math.abs(picture.rotation()) % 180 == 90;
    return turned ? sides[1] + "/" + sides[0] : sides[0] + "/" + sides[1];
  }

  /** The part itself, then the reversed pictures, evenly spaced. */
  private static List<String> pingPong(Clip clip, String shape, double step, Path back) {
    List<String> arguments = new ArrayList<>(clip.input());
    arguments.addAll(Reversal.input(back));
    // Matroska rounds the shape of pixels, and only like pictures can be joined.
    String aspect = ",setsar=" + shape;
    String graph =
        shot(clip)
            + clip.videoFilters()
            + whole(clip)
            + colours(clip)
            + pixels(clip)
            + aspect
            + "[there];[1:V:0]setpts=PTS-STARTPTS"
            + pixels(clip)
            + aspect
            + "[back];[there][back]concat=n=2:v=1:a=0,settb=1/90000"
            + String.format(Locale.ROOT, ",setpts=round(N*%.9f/TB)[v]", step);
    arguments.addAll(List.of("-filter_complex", graph, "-map", "[v]"));
    return arguments;
  }

  private static String shot(Clip clip) {
    return "[" + clip.info().pictureStream(0) + "]";
  }

  private static String whole(Clip clip) {
    String filter = clip.wholePictures();
    return filter.isEmpty() ? "" : "," + filter.substring(0, filter.length() - 1);
  }

  private static String colours(Clip clip) {
    return ToneMap.filters(clip.picture()).map(filters -> "," + filters).orElse("");
  }

  /** Levels of a file stay what they are; of RGB they become BT.709's, and are named so. */
  private static String pixels(Clip clip) {
    String format = clip.picture().alpha() ? "format=yuva420p" : "format=yuv420p";
    return clip.isRgb()
        ? ",scale=flags=bicubic+accurate_rnd:out_color_matrix=bt709:out_range=tv,"
            + format
            + ",setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709"
        : "," + format;
  }

  private List<String> encode(
      List<String> inputAndGraph,
      Clip clip,
      int frames,
      Path part,
      WorkProgress progress,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(inputAndGraph);
    arguments.addAll(List.of("-fps_mode", "passthrough", "-enc_time_base:v", "1/90000"));
    arguments.addAll(Vp9.arguments(24));
    arguments.addAll(List.of("-pix_fmt", clip.picture().alpha() ? "yuva420p" : "yuv420p"));
    arguments.addAll(List.of("-threads", String.valueOf(ffmpeg.threads())));
    arguments.addAll(List.of("-f", "webm", "file:" + part.toAbsolutePath()));
    try {
      return ffmpeg.run(arguments, new EncodeProgress(frames, progress), cancellation);
    } catch (MediaException e) {
      if (UnreadableSound.told(e)) {
        throw UnreadableSound.in(ffmpeg, clip, "take its sound out", cancellation).orElse(e);
      }
      throw e.kind() == MediaException.Kind.BAD_INPUT || e.kind() == MediaException.Kind.FAULT
          ? reader.changing(clip, cancellation).orElse(e)
          : e;
    }
  }
}
