package mediaworker.media.timeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.FfmpegMessages;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.mp4.Mp4Joiner;

/**
 * Looks at a finished video before anybody else does: FFmpeg's exit code 0 proves nothing, a file
 * with a hole of seconds in it has it too. Decodes the whole file once. Safe for use by many
 * threads.
 */
public final class VideoCheck {

  /** An AAC or Opus frame at 48 kHz (1024 samples): encoders fill up to a whole one. */
  private static final double AUDIO_FRAME = 1024.0 / 48_000;

  /** Rounding of time stamps on both sides. */
  private static final double ROUNDING = 0.005;

  /** What WebM rounds time stamps to. */
  private static final double MILLISECOND = 0.001;

  /**
   * What the file must be.
   *
   * @param frames number of pictures, exactly
   * @param steps the times from one picture to the next that are in order
   * @param width width as shown
   * @param height height as shown
   * @param alpha whether it must carry transparency
   * @param sound whether it must have sound, as long as the pictures
   */
  public record Expected(
      int frames, Steps steps, int width, int height, boolean alpha, boolean sound) {}

  /**
   * Times from one picture to the next, in seconds. A hole is more than one and a half times the
   * longest, a picture that is hardly shown less than half the shortest.
   */
  public record Steps(double shortest, double longest) {

    /** All alike. */
    public static Steps even(double step) {
      return new Steps(step, step);
    }

    /**
     * Those of clips that are played one after the other; nothing comes behind the last picture.
     */
    public static Steps of(List<Clip> clips) {
      DoubleSummaryStatistics steps = new DoubleSummaryStatistics();
      for (int i = 0; i < clips.size(); i++) {
        Clip clip = clips.get(i);
        int end = i + 1 < clips.size() ? clip.to() : clip.to() - 1;
        IntStream.range(clip.from(), end).mapToDouble(clip::seconds).forEach(steps);
      }
      return steps.getCount() == 0 ? even(0) : new Steps(steps.getMin(), steps.getMax());
    }
  }

  private final Ffmpeg ffmpeg;

  public VideoCheck(Ffmpeg ffmpeg) {
    this.ffmpeg = ffmpeg;
  }

  /**
   * Compares a file with what it must be.
   *
   * @return what was expected and what was seen, as a sentence; empty when all is well
   * @throws MediaException when it could not be looked at: a time limit, a full disk
   */
  public Optional<String> problem(
      Path file, Expected expected, WorkProgress progress, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    FrameListing listing =
        new FrameListing(
            count -> progress.onProgress((double) count / expected.frames(), "checking the video"));
    MediaInfo info;
    List<String> complaints;
    try {
      info = ffmpeg.probe(file, cancellation);
      if (info.picture().isEmpty()) {
        return Optional.of("It has no picture.");
      }
      List<String> arguments = new ArrayList<>(List.of("-xerror"));
      arguments.addAll(Ffmpeg.input(info));
      arguments.addAll(info.maps(0));
      arguments.addAll(List.of("-fps_mode", "passthrough"));
      arguments.addAll(List.of("-enc_time_base:v", "demux", "-f", "framecrc", "pipe:1"));
      complaints = ffmpeg.runRaw(arguments, listing, cancellation);
    } catch (MediaException e) {
      if (e.kind() == MediaException.Kind.BAD_INPUT) {
        return Optional.of("It does not play to its end: " + e.sentence());
      }
      throw e;
    }
    if (!complaints.isEmpty()) {
      return Optional.of(
          "It does not decode without errors: "
              + FfmpegMessages.withoutComponent(complaints.get(0)));
    }
    return compare(info, seen(listing), expected);
  }

  /**
   * Compares the tables of a file that was put together from samples of others with what they must
   * be: FFmpeg, which had no part in it, must find every packet where it was put, at a later time
   * than the one before. The packets themselves it does not look into; {@link
   * mediaworker.media.mp4.Mp4Copy#write} does.
   *
   * @return what was expected and what was seen, as a sentence; empty when all is well
   */
  public Optional<String> tablesProblem(
      Path file,
      Expected expected,
      Mp4Joiner joiner,
      WorkProgress progress,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    PacketListing listing =
        new PacketListing(
            count -> progress.onProgress((double) count / expected.frames(), "checking the copy"));
    MediaInfo info;
    try {
      info = ffmpeg.probe(file, listing, cancellation);
    } catch (MediaException e) {
      if (e.kind() == MediaException.Kind.BAD_INPUT) {
        return Optional.of("It cannot be read to its end: " + e.sentence());
      }
      throw e;
    }
    if (info.video().size() != 1) {
      return Optional.of("It has no picture.");
    }
    for (int stream = 0; stream < (expected.sound() ? 2 : 1); stream++) {
      if (!Arrays.equals(listing.positions(stream), joiner.positions(stream))) {
        return found("Some packets of its stream %d are not where they were put.", stream);
      }
      if (!listing.rising(stream)) {
        return found("Two packets of its stream %d are decoded at the same time.", stream);
      }
    }
    return compare(info, listing.seen(info), expected);
  }

  /**
   * Compares a file that was joined from copied packets with its sources: every packet must be
   * there, bit for bit and in order, and the key pictures must decode. Much faster than decoding
   * all; what was damaged in a source already is not found.
   *
   * @param pictures marks of the pictures' packets, all sources in order; empty when not known
   * @param sound marks of the sound's packets; empty when the sound is not a copy
   * @return what was expected and what was seen, as a sentence; empty when all is well
   */
  public Optional<String> copyProblem(
      Path file,
      Expected expected,
      long[] pictures,
      long[] sound,
      WorkProgress progress,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    FrameListing listing =
        new FrameListing(
            count -> progress.onProgress((double) count / expected.frames(), "checking the copy"));
    MediaInfo info;
    List<String> complaints;
    try {
      info = ffmpeg.probe(file, cancellation);
      List<String> arguments = new ArrayList<>(List.of("-xerror", "-skip_frame", "nokey"));
      arguments.addAll(Ffmpeg.input(info));
      arguments.addAll(info.maps(0));
      arguments.addAll(List.of("-c", "copy", "-copyinkf:v"));
      arguments.addAll(List.of("-f", "framecrc", "pipe:1", "-map", info.pictureStream(0)));
      arguments.addAll(Ffmpeg.OWN_TIMES);
      arguments.addAll(List.of("-f", "null", "-"));
      complaints = ffmpeg.runRaw(arguments, listing, cancellation);
    } catch (MediaException e) {
      if (e.kind() == MediaException.Kind.BAD_INPUT) {
        return Optional.of("It cannot be read to its end: " + e.sentence());
      }
      throw e;
    }
    if (!complaints.isEmpty()) {
      return Optional.of(
          "Its key pictures do not decode without errors: "
              + FfmpegMessages.withoutComponent(complaints.get(0)));
    }
    Packets copied = listing.packetList();
    if (pictures.length > 0 && !Arrays.equals(pictures, copied.pictures())) {
      return Optional.of("Its pictures are not those of the clips, bit for bit.");
    }
    if (sound.length > 0 && !Arrays.equals(sound, copied.sounds())) {
      return Optional.of("Its sound is not that of the clips, bit for bit.");
    }
    return compare(info, seen(listing), expected);
  }

  /**
   * What was read of a file.
   *
   * @param times of its pictures; empty where there is none
   * @param soundEnd when its sound ends, in seconds
   */
  record Seen(Optional<FrameTimes> times, double soundEnd) {}

  private static Seen seen(FrameListing listing) {
    return new Seen(
        listing.shown() == 0 ? Optional.empty() : Optional.of(listing.times()), listing.soundEnd());
  }

  private static Optional<String> compare(MediaInfo info, Seen seen, Expected expected) {
    int shown = seen.times().map(FrameTimes::count).orElse(0);
    if (shown != expected.frames() || seen.times().isEmpty()) {
      return found("%d pictures were expected, %d are there.", expected.frames(), shown);
    }
    FrameTimes times = seen.times().get();
    if (!times.rising()) {
      return found("Two of its pictures have the same time.");
    }
    Steps steps = expected.steps();
    if (expected.frames() > 1 && times.longestStep() > 1.5 * steps.longest() + ROUNDING) {
      return found(
          "There is a hole of %.3f s between two pictures where at most %.3f s were expected.",
          times.longestStep(), steps.longest());
    }
    if (expected.frames() > 1 && times.shortestStep() < 0.5 * steps.shortest() - MILLISECOND) {
      return found(
          "One of its pictures is shown for %.3f s only, where at least %.3f s were expected.",
          times.shortestStep(), steps.shortest());
    }
    MediaInfo.Video picture = info.picture().orElseThrow();
    if (picture.shownWidth() != expected.width() || picture.shownHeight() != expected.height()) {
      return found(
          "Its size is %dx%d where %dx%d was expected.",
          picture.shownWidth(), picture.shownHeight(), expected.width(), expected.height());
    }
    if (picture.alpha() != expected.alpha()) {
      return found(
          expected.alpha()
              ? "Its transparency is lost."
              : "It is transparent where its sources are not.");
    }
    if (info.sound().isPresent() != expected.sound()) {
      return found(expected.sound() ? "Its sound is lost." : "It has sound from nowhere.");
    }
    double tolerance = Math.max(times.meanStep(), AUDIO_FRAME) + ROUNDING;
    if (expected.sound() && Math.abs(seen.soundEnd() - times.end()) > tolerance) {
      return found("Its sound is %.3f s long, its pictures %.3f s.", seen.soundEnd(), times.end());
    }
    return Optional.empty();
  }

  private static Optional<String> found(String format, Object... values) {
    return Optional.of(String.format(Locale.ROOT, format, values));
  }
}
