package mediaworker.media.stitching;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.H264;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.timeline.ChangingSound;
import mediaworker.media.timeline.Clip;
import mediaworker.media.timeline.ClipReader;
import mediaworker.media.timeline.Cut;
import mediaworker.media.timeline.SourceFiles;
import mediaworker.media.timeline.UnreadableSound;
import mediaworker.media.timeline.WorkProgress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins clips into one video.
 *
 * <p>Equal clips with hard cuts are joined by copying their packets, bit for bit and some eighty
 * times faster than encoding; everything else is brought to one form and encoded once, or, where
 * that is asked for and safe, only around the joints. The result is always compared with the plan
 * before anybody gets it; a copy that does not hold is encoded after all. Safe for use by many
 * threads.
 */
public final class Stitcher {

  private static final Logger log = LoggerFactory.getLogger(Stitcher.class);

  /** In LU: nobody hears less. */
  private static final double NEAR = 0.5;

  /** More clips than these are taken for a mistake. */
  public static final int MOST_CLIPS = 50;

  /**
   * Pixels of all clips' sizes together when they are encoded: every clip is an open decoder with
   * some twenty pictures, measured as about 45 bytes per pixel, so 3 GB.
   */
  private static final long MOST_PIXELS = 64_000_000;

  private final Ffmpeg ffmpeg;
  private final ClipReader reader;
  private final LoudnessMeter meter;
  private final CopyJoin copyJoin;
  private final SmartJoin smartJoin;
  private final EncodeJoin encodeJoin;
  private final SourceDamage damage;

  public Stitcher(Ffmpeg ffmpeg) {
    this.ffmpeg = ffmpeg;
    this.reader = new ClipReader(ffmpeg);
    this.meter = new LoudnessMeter(ffmpeg);
    this.copyJoin = new CopyJoin(ffmpeg);
    this.smartJoin = new SmartJoin(ffmpeg);
    this.encodeJoin = new EncodeJoin(ffmpeg);
    this.damage = new SourceDamage(ffmpeg);
  }

  /**
   * Reads the clips and decides how to join them.
   *
   * @throws MediaException naming the clip that cannot be used, or when there are too few or many
   */
  public StitchPlan plan(StitchRequest request, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    int count = request.clips().size();
    boolean lone = count == 1 && request.clips().stream().anyMatch(Stitcher::playsAgain);
    if ((count < 2 && !lone) || count > MOST_CLIPS) {
      throw MediaException.badInput(
          "Stitching takes 2 to " + MOST_CLIPS + " clips, but there " + are(count) + ".");
    }
    SourceFiles sources = SourceFiles.of(files(request));
    List<Clip> clips =
        reader.readAll(request.clips().stream().map(ClipRequest::cut).toList(), cancellation);
    List<Take> takes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      takes.add(Take.of(clips.get(i), request.clips().get(i)));
    }
    if (request.sound().music().isPresent()) {
      music(request, cancellation);
    }
    // Encoders are asked for where it matters alone, since that takes a process.
    boolean limited = StitchForm.isLarge(takes, request.form()) && H264.limited(ffmpeg.encoders());
    StitchPlan plan = StitchPlan.of(request, sources, takes, limited);
    long pixels =
        clips.stream()
            .mapToLong(clip -> (long) clip.picture().width() * clip.picture().height())
            .sum();
    if (!plan.copies() && pixels > MOST_PIXELS) {
      throw MediaException.badInput(
          "There are "
              + count
              + " clips of up to "
              + plan.form().canvas().width()
              + "x"
              + plan.form().canvas().height()
              + " pixels, more than can be encoded in one go. Stitch them in groups, then stitch"
              + " the results.");
    }
    plan.obstacle().ifPresent(why -> log.info("The clips are encoded, not copied: {}", why));
    return plan;
  }

  private static List<Path> files(StitchRequest request) {
    return Stream.concat(
            request.clips().stream().map(clip -> clip.cut().file()),
            request.sound().music().stream().map(Music::file))
        .toList();
  }

  private static boolean playsAgain(ClipRequest clip) {
    return clip.repeat() > 1 || clip.pingPong();
  }

  private @Nullable MediaInfo music(StitchRequest request, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    if (request.sound().music().isEmpty()) {
      return null;
    }
    Path file = request.sound().music().get().file();
    MediaInfo info = ffmpeg.probe(file, cancellation);
    if (info.sound().isEmpty()) {
      throw MediaException.badInput(
          "The music " + file.getFileName() + " has no sound in it: name an audio file.");
    }
    return info;
  }

  /**
   * Joins the clips and checks the result.
   *
   * @param workDir for files of the run
   * @param part where the result goes; has the plan's extension
   * @throws MediaException when a clip is damaged or was changed since it was planned, or the
   *     result is not as planned
   * @throws java.util.concurrent.CancellationException when cancelled
   */
  public StitchReport run(
      StitchPlan plan, Path workDir, Path part, WorkProgress progress, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    plan.sources().requireUnchanged("stitched");
    List<String> notes = shortClips(plan);
    MediaInfo music = music(plan.request(), cancellation);
    OptionalDouble target = plan.request().sound().loudness();
    WorkProgress rest = target.isEmpty() ? progress : progress.part(0.1, 1);
    damage.requireReadable(plan, music, cancellation);
    Way way;
    try {
      Map<Integer, String> levels =
          target.isEmpty()
              ? Map.of()
              : levels(plan, target.getAsDouble(), notes, progress.part(0, 0.1), cancellation);
      way = join(new JoinTask(plan, levels, music, workDir, part), notes, rest, cancellation);
    } catch (MediaException e) {
      if (UnreadableSound.told(e)) {
        throw damage.unreadable(plan, music, cancellation).orElse(e);
      }
      // Of the inputs the music alone may not change; see AudioGraph.
      throw music != null && ChangingSound.told(e)
          ? ChangingSound.refusal(String.valueOf(music.file().getFileName()), "")
          : e;
    }
    plan.sources().requireUnchanged("stitched");
    Optional<String> chapters = ChapterFile.problem(plan, part, ffmpeg, cancellation);
    if (chapters.isPresent()) {
      throw MediaException.fault("The stitched video is not as it must be. " + chapters.get());
    }
    boolean copied = way.mode() == StitchReport.Mode.COPY;
    int frames = copied ? plan.frames() : plan.encodedFrames();
    double seconds = copied ? plan.seconds() : plan.form().seconds(frames);
    return new StitchReport(way.mode(), way.whyEncoded(), frames, seconds, notes);
  }

  private static List<String> shortClips(StitchPlan plan) {
    List<String> notes = new ArrayList<>();
    for (int i = 0; i < plan.takes().size(); i++) {
      Cut cut = plan.request().clips().get(i).cut();
      plan.takes().get(i).clip().shortOf(cut.outSeconds()).ifPresent(notes::add);
    }
    return notes;
  }

  /** How the clips were joined in the end; see {@link StitchReport}. */
  private record Way(StitchReport.Mode mode, Optional<String> whyEncoded) {}

  private Way join(
      JoinTask task, List<String> notes, WorkProgress progress, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    StitchPlan plan = task.plan();
    List<String> complaints = new ArrayList<>();
    Optional<String> whyEncoded = plan.obstacle();
    if (plan.copies()) {
      Optional<String> problem = copyJoin.run(task, complaints, progress, cancellation);
      if (problem.isEmpty()) {
        damage.of(plan, task.music(), complaints, cancellation).ifPresent(notes::add);
        return new Way(StitchReport.Mode.COPY, Optional.empty());
      }
      whyEncoded = Optional.of("a copy did not hold: " + problem.get().replaceFirst("\\.$", ""));
      log.warn("Copied clips are not right, so they are encoded instead: {}", problem.get());
      Files.deleteIfExists(task.part());
    } else if (plan.request().options().smart()) {
      Optional<String> problem = smartJoin.run(task, complaints, progress, cancellation);
      if (problem.isEmpty()) {
        notes.addAll(plan.notes());
        damage.of(plan, task.music(), complaints, cancellation).ifPresent(notes::add);
        return new Way(StitchReport.Mode.SMART, Optional.empty());
      }
      notes.add("all was encoded, not only the joints: " + problem.get());
      Files.deleteIfExists(task.part());
    }
    notes.addAll(encodeJoin.run(task, progress, cancellation));
    return new Way(StitchReport.Mode.ENCODE, whyEncoded);
  }

  private Map<Integer, String> levels(
      StitchPlan plan,
      double target,
      List<String> notes,
      WorkProgress progress,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    Map<Integer, String> levels = new HashMap<>();
    for (int i = 0; i < plan.takes().size(); i++) {
      Take take = plan.takes().get(i);
      progress.onProgress(
          (double) i / plan.takes().size(), "measuring how loud " + take.clip().name() + " is");
      if (!take.sounds()) {
        continue;
      }
      Optional<LoudnessMeter.Level> level = meter.level(take, target, cancellation);
      if (level.isEmpty()) {
        continue;
      }
      levels.put(i, level.get().filter());
      if (!level.get().linear()) {
        notes.add(pressed(take.clip().name(), level.get().reached(), target));
      }
    }
    return levels;
  }

  private static String pressed(String name, double reached, double target) {
    return Math.abs(reached - target) < NEAR
        ? String.format(
            Locale.ROOT, "the peaks of %s were pressed down to reach %.1f LUFS", name, target)
        : String.format(
            Locale.ROOT,
            "the peaks of %s were pressed down, by which it comes to %.1f LUFS in place of %.1f",
            name,
            reached,
            target);
  }

  private static String are(int count) {
    return count == 0 ? "is none" : count == 1 ? "is only one" : "are " + count;
  }
}
