package mediaworker.media.stitching;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.GraphFile;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.timeline.Clip;
import mediaworker.media.timeline.VideoCheck;
import mediaworker.media.timeline.WorkProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins equal clips by copying their packets, and proves the copy: ordinary MP4 files by their
 * tables alone, others by FFmpeg.
 */
final class CopyJoin {

  private static final Logger log = LoggerFactory.getLogger(CopyJoin.class);

  private final Ffmpeg ffmpeg;
  private final VideoCheck check;
  private final TableJoin tableJoin;

  CopyJoin(Ffmpeg ffmpeg) {
    this.ffmpeg = ffmpeg;
    this.check = new VideoCheck(ffmpeg);
    this.tableJoin = new TableJoin(ffmpeg);
  }

  /**
   * Copies.
   *
   * @param complaints gets what FFmpeg says of the sound while it encodes it, and which pictures
   *     are not whole
   * @return what is wrong with the copy; empty when it holds
   */
  Optional<String> run(
      JoinTask task, List<String> complaints, WorkProgress progress, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    StitchPlan plan = task.plan();
    List<Clip> clips = plan.copied();
    Optional<SoundCopy> sound = plan.copiedSound();
    Map<Integer, Path> laps =
        plan.form().sound() && sound.isEmpty()
            ? SoundLaps.write(
                ffmpeg, plan.takes(), task.workDir(), complaints::addAll, cancellation)
            : Map.of();
    if (TableJoin.suits(plan)) {
      Optional<String> problem =
          tableJoin.run(task, complaints, expected(plan), sound, laps, progress, cancellation);
      if (problem.isEmpty()) {
        return fullCheck(plan, task.part(), progress, cancellation);
      }
      log.warn("Clips are joined by FFmpeg, not by their tables: {}", problem.get());
    }
    GraphInputs inputs = new GraphInputs();
    inputs.add(
        WorkFiles.list(
            task.workDir(),
            "clips.ffconcat",
            clips.stream().map(clip -> clip.info().file()).toList(),
            clips.stream().map(Clip::seconds).toList(),
            "mov,matroska,webm"));
    // Pictures first, as some players and editors expect.
    List<String> output =
        new ArrayList<>(List.of("-map", clips.get(0).info().pictureStream(0), "-c:v", "copy"));
    output.addAll(List.of("-bsf:v", pictureTimes(clips)));
    if (sound.isPresent()) {
      output.addAll(
          List.of(
              "-map",
              clips.get(0).info().soundStream(0),
              "-c:a",
              "copy",
              "-bsf:a",
              sound.get().filters()));
    } else if (plan.form().sound()) {
      List<String> chains = AudioGraph.chains(task.soundOfCopies(laps), inputs);
      output.addAll(GraphFile.arguments(task.workDir(), "sound.filters", chains));
      output.addAll(List.of("-map", "[a]"));
      output.addAll(Delivery.audioArguments(plan.extension()));
    }
    output.addAll(ChapterFile.arguments(plan, inputs, task.workDir()));
    if (clips.get(0).picture().codec().equals("hevc")) {
      output.addAll(List.of("-tag:v", "hvc1")); // Apple's players know no other
    }
    output.addAll(container(plan, clips));
    List<String> arguments = new ArrayList<>(inputs.arguments());
    arguments.addAll(output);
    arguments.add("file:" + task.part().toAbsolutePath());
    double seconds = Math.max(plan.seconds(), 0.001);
    Progress.Listener copied =
        report ->
            progress.onProgress(
                0.5 * Math.min(1, report.outSeconds() / seconds),
                "copying " + clips.size() + " clips");
    try {
      complaints.addAll(ffmpeg.run(arguments, copied, cancellation));
    } catch (MediaException e) {
      if (e.kind() == MediaException.Kind.BAD_INPUT) {
        return Optional.of(e.sentence());
      }
      throw e;
    }
    return problem(plan, clips, sound, task.part(), progress.part(0.5, 1), cancellation);
  }

  /**
   * The bitstream filter that lets the first picture begin at time 0. FFmpeg counts a clip's time
   * from its first packet, be it sound or picture, so that each may be late by some time of its
   * own.
   */
  private static String pictureTimes(List<Clip> clips) {
    StringBuilder late = new StringBuilder();
    double before = wait(clips.get(0));
    int count = clips.get(0).frames();
    for (Clip clip : clips.subList(1, clips.size())) {
      double more = wait(clip) - before;
      if (Math.abs(more) > 1e-6) {
        late.append(String.format(Locale.ROOT, "-gte(N,%d)*round(%.6f/TB)", count, more));
      }
      before = wait(clip);
      count += clip.frames();
    }
    // Quoted: a comma would begin the next filter.
    return "setts=pts='PTS-STARTPTS" + late + "':dts='DTS-STARTPTS" + late + "'";
  }

  private static double wait(Clip clip) {
    double picture = clip.times().start(0);
    double sound = clip.packets().soundCount() == 0 ? picture : clip.packets().soundStart(0);
    if (clip.info().format().startsWith("mov,")) {
      // What an encoder runs in with before time 0 is not counted there.
      sound = Math.max(0, sound);
    }
    return picture - Math.min(picture, sound);
  }

  /**
   * Room for the index at the front of the file, so that it plays while it is loaded; the usual way
   * writes it to the end first and then moves all of the file.
   */
  private static List<String> container(StitchPlan plan, List<Clip> clips) {
    if (plan.extension().equals("webm")) {
      return Delivery.containerArguments(plan.extension());
    }
    long room = 64_000 + 2_000L * plan.takes().size();
    for (Clip clip : clips) {
      long sounds = Math.max(clip.packets().soundCount(), Math.round(clip.seconds() * 60));
      room += 48L * clip.frames() + 32 * sounds;
    }
    return List.of("-moov_size", String.valueOf(room), "-f", plan.extension());
  }

  private Optional<String> problem(
      StitchPlan plan,
      List<Clip> clips,
      Optional<SoundCopy> sound,
      Path part,
      WorkProgress progress,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    MediaInfo.Video picture = clips.get(0).picture();
    VideoCheck.Expected expected = expected(plan);
    boolean all = plan.request().options().fullCheck();
    long[] marks = new long[0];
    if (!picture.codec().equals("vp8")) { // whose pictures had to be decoded to be counted
      LongStream.Builder builder = LongStream.builder();
      for (Clip clip : clips) {
        LongStream.of(clip.packets().pictures()).forEach(builder::add);
      }
      marks = builder.build().toArray();
    }
    Optional<String> copyProblem =
        check.copyProblem(
            part,
            expected,
            marks,
            sound.isPresent() ? sound.get().marks() : new long[0],
            progress.part(0, all ? 0.2 : 1),
            cancellation);
    if (copyProblem.isPresent()) {
      return copyProblem;
    }
    return fullCheck(plan, part, progress.part(0.2, 1), cancellation);
  }

  private static VideoCheck.Expected expected(StitchPlan plan) {
    List<Clip> clips = plan.copied();
    MediaInfo.Video picture = clips.get(0).picture();
    return new VideoCheck.Expected(
        plan.frames(),
        VideoCheck.Steps.of(clips),
        picture.shownWidth(),
        picture.shownHeight(),
        picture.alpha(),
        plan.form().sound());
  }

  /** Decodes all of the result where that is asked for. */
  private Optional<String> fullCheck(
      StitchPlan plan, Path part, WorkProgress progress, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    return plan.request().options().fullCheck()
        ? check.problem(part, expected(plan), progress, cancellation)
        : Optional.empty();
  }
}
