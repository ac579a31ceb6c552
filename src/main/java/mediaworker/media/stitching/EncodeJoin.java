package mediaworker.media.stitching;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.GraphFile;
import mediaworker.media.MediaException;
import mediaworker.media.timeline.Clip;
import mediaworker.media.timeline.EncodeProgress;
import mediaworker.media.timeline.Reversal;
import mediaworker.media.timeline.VideoCheck;
import mediaworker.media.timeline.WorkProgress;

/** Joins clips by bringing them to one form and encoding them once, and checks the result. */
final class EncodeJoin {

  private final Ffmpeg ffmpeg;
  private final SourceDamage damage;
  private final VideoCheck check;

  EncodeJoin(Ffmpeg ffmpeg) {
    this.ffmpeg = ffmpeg;
    this.damage = new SourceDamage(ffmpeg);
    this.check = new VideoCheck(ffmpeg);
  }

  /**
   * Encodes.
   *
   * @return what a person should know
   * @throws MediaException when a clip is damaged or the result is not as planned
   */
  List<String> run(JoinTask task, WorkProgress progress, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    StitchPlan plan = task.plan();
    StitchForm form = plan.form();
    List<String> complaints = new ArrayList<>();
    Reversal reversal = new Reversal(ffmpeg, complaints::addAll);
    Map<Integer, Path> loops =
        loops(plan, reversal, task.workDir(), progress.part(0, 0.15), cancellation);
    double begin = loops.isEmpty() ? 0 : 0.15;
    GraphInputs inputs = new GraphInputs();
    List<String> chains =
        new ArrayList<>(VideoGraph.chains(form, plan.takes(), plan.overlaps(), loops, inputs));
    if (form.sound()) {
      Map<Integer, Path> laps =
          SoundLaps.write(ffmpeg, plan.takes(), task.workDir(), complaints::addAll, cancellation);
      chains.addAll(AudioGraph.chains(task.soundOfEncoded(laps), inputs));
    }
    List<String> chapters = ChapterFile.arguments(plan, inputs, task.workDir());
    List<String> arguments = new ArrayList<>(inputs.arguments());
    arguments.addAll(GraphFile.arguments(task.workDir(), "stitch.filters", chains));
    arguments.addAll(chapters);
    arguments.addAll(List.of("-map", "[v]"));
    // The graph's pictures are evenly spaced already; nothing may be dropped or doubled for it.
    arguments.addAll(List.of("-fps_mode", "passthrough"));
    arguments.addAll(
        form.delivery()
            .videoArguments(
                ffmpeg.h264Encoder(), form.canvas().width(), form.canvas().height(), form.rate()));
    if (form.sound()) {
      arguments.addAll(List.of("-map", "[a]"));
      arguments.addAll(form.delivery().audioArguments());
    }
    arguments.addAll(List.of("-threads", String.valueOf(ffmpeg.threads())));
    arguments.addAll(Delivery.containerArguments(plan.extension()));
    arguments.add("file:" + task.part().toAbsolutePath());
    int frames = plan.encodedFrames();
    complaints.addAll(
        ffmpeg.run(
            arguments, new EncodeProgress(frames, progress.part(begin, 0.85)), cancellation));
    VideoCheck.Expected expected =
        new VideoCheck.Expected(
            frames,
            VideoCheck.Steps.even(form.seconds(1)),
            form.canvas().width(),
            form.canvas().height(),
            form.delivery().alpha(),
            form.sound());
    Optional<String> problem =
        check.problem(task.part(), expected, progress.part(0.85, 1), cancellation);
    List<String> notes = new ArrayList<>(plan.notes());
    problem.ifPresent(complaints::add);
    Optional<String> damaged = damage.of(plan, task.music(), complaints, cancellation);
    if (problem.isPresent()) {
      if (damaged.isPresent()) {
        throw MediaException.badInput(damaged.get());
      }
      throw damage
          .changing(plan, cancellation)
          .orElse(
              MediaException.fault("The stitched video is not as it must be. " + problem.get()));
    }
    damaged.ifPresent(notes::add);
    return notes;
  }

  private static Map<Integer, Path> loops(
      StitchPlan plan,
      Reversal reversal,
      Path workDir,
      WorkProgress progress,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    Map<Integer, Path> loops = new LinkedHashMap<>();
    List<Take> takes = plan.takes();
    for (int i = 0; i < takes.size(); i++) {
      Take take = takes.get(i);
      if (take.loops()) {
        WorkProgress share = progress.part((double) i / takes.size(), (i + 1.0) / takes.size());
        Clip clip =
            take.kept().own()
                ? take.clip()
                : reversal.evenly(
                    take.clip(),
                    take.kept().count(),
                    plan.form().rate(),
                    take.keptFormat(),
                    workDir,
                    "even-" + i,
                    share.part(0, 0.5),
                    cancellation);
        Path list =
            reversal.loop(
                clip,
                take.turns(),
                take.repeat(),
                take.keptFormat(),
                workDir,
                "loop-" + i,
                take.kept().own() ? share : share.part(0.5, 1),
                cancellation);
        loops.put(i, list);
      }
    }
    return loops;
  }
}
