package mediaworker.media.stitching;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.GraphFile;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.Rational;
import mediaworker.media.timeline.Clip;
import mediaworker.media.timeline.EncodeProgress;
import mediaworker.media.timeline.VideoCheck;
import mediaworker.media.timeline.WorkProgress;

/**
 * Joins clips of one encoder by encoding only the pictures around their joints and copying the rest
 * bit for bit. The encoder here must write the very headers that the clips have: many players read
 * them once, at the start.
 */
final class SmartJoin {

  private final Ffmpeg ffmpeg;
  private final VideoCheck check;

  SmartJoin(Ffmpeg ffmpeg) {
    this.ffmpeg = ffmpeg;
    this.check = new VideoCheck(ffmpeg);
  }

  /** A part of the result that lies in a file of its own. */
  private record Segment(Path file, double seconds) {}

  /**
   * Joins.
   *
   * @param complaints gets what FFmpeg says of the sound while it encodes it
   * @return why it cannot be done this way; empty when it is done
   */
  Optional<String> run(
      JoinTask task, List<String> complaints, WorkProgress progress, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    StitchPlan plan = task.plan();
    Path workDir = task.workDir();
    Optional<String> unsafe = SmartPlan.obstacle(plan);
    if (unsafe.isPresent()) {
      return unsafe;
    }
    Optional<SmartPlan> smart = SmartPlan.of(plan);
    if (smart.isEmpty()) {
      return Optional.of("a clip has no key picture between its joints");
    }
    try {
      List<Segment> segments = new ArrayList<>();
      for (int i = 0; i < plan.takes().size(); i++) {
        WorkProgress one =
            progress.part(0.6 * i / plan.takes().size(), 0.6 * (i + 1) / plan.takes().size());
        Optional<StitchPlan> before = smart.get().around(i);
        if (before.isPresent()) {
          Optional<String> problem = encode(before.get(), plan, i, workDir, one, cancellation);
          if (problem.isPresent()) {
            return problem;
          }
          segments.add(new Segment(workDir.resolve("joint-" + i + ".ts"), before.get().seconds()));
        }
        segments.add(copy(plan, smart.get(), i, workDir, cancellation));
      }
      Optional<StitchPlan> end = smart.get().around(plan.takes().size());
      if (end.isPresent()) {
        int number = plan.takes().size();
        Optional<String> problem =
            encode(end.get(), plan, number, workDir, WorkProgress.NONE, cancellation);
        if (problem.isPresent()) {
          return problem;
        }
        segments.add(new Segment(workDir.resolve("joint-" + number + ".ts"), end.get().seconds()));
      }
      join(task, segments, complaints, cancellation);
    } catch (MediaException e) {
      if (e.kind() == MediaException.Kind.BAD_INPUT) {
        return Optional.of(e.sentence());
      }
      throw e;
    }
    MediaInfo.Video picture = plan.takes().get(0).clip().picture();
    VideoCheck.Expected expected =
        new VideoCheck.Expected(
            plan.encodedFrames(),
            VideoCheck.Steps.even(plan.form().seconds(1)),
            picture.width(),
            picture.height(),
            false,
            plan.form().sound());
    return check.problem(task.part(), expected, progress.part(0.7, 1), cancellation);
  }

  /** Copies the untouched middle of a clip. */
  private Segment copy(
      StitchPlan plan, SmartPlan smart, int number, Path workDir, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    Clip clip = plan.takes().get(number).clip();
    Clip middle = smart.copied(number);
    List<String> cuts = new ArrayList<>();
    for (int cut : List.of(middle.from(), middle.to())) {
      if (cut > 0 && cut < clip.times().count()) {
        cuts.add(String.valueOf(cut));
      }
    }
    int segment = middle.from() > 0 ? 1 : 0;
    String pattern = "clip-" + number + "-%d.ts";
    List<String> arguments = new ArrayList<>(Ffmpeg.input(clip.info()));
    arguments.addAll(List.of("-map", clip.info().pictureStream(0)));
    arguments.addAll(List.of("-c", "copy", "-bsf:v", "h264_mp4toannexb"));
    if (cuts.isEmpty()) {
      arguments.addAll(List.of("-f", "mpegts"));
      pattern = pattern.replace("%d", "0");
    } else {
      arguments.addAll(List.of("-f", "segment", "-segment_format", "mpegts"));
      arguments.addAll(List.of("-segment_frames", String.join(",", cuts)));
      arguments.addAll(List.of("-reset_timestamps", "1"));
    }
    arguments.add(output(workDir, pattern));
    ffmpeg.run(arguments, Progress.Listener.NONE, cancellation);
    Path file = workDir.resolve("clip-" + number + "-" + segment + ".ts");
    if (!Files.exists(file)) {
      throw MediaException.badInput(clip.name() + " could not be cut at its key pictures");
    }
    return new Segment(file, middle.seconds());
  }

  /** The muxer takes the whole path for a pattern; a plain one it takes as it is. */
  private static String output(Path workDir, String name) {
    String folder = workDir.toAbsolutePath().toString();
    return (name.contains("%") ? folder.replace("%", "%%") : "file:" + folder) + "/" + name;
  }

  /** Encodes the pictures around a joint. */
  private Optional<String> encode(
      StitchPlan joint,
      StitchPlan plan,
      int number,
      Path workDir,
      WorkProgress progress,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    MediaInfo.Video wanted = plan.takes().get(0).clip().picture();
    Rational rate = plan.form().rate();
    Path file = workDir.resolve("joint-" + number + ".mp4");
    GraphInputs inputs = new GraphInputs();
    List<String> chains =
        VideoGraph.unchanged(joint.form(), joint.takes(), joint.overlaps(), inputs);
    List<String> arguments = new ArrayList<>(inputs.arguments());
    arguments.addAll(GraphFile.arguments(workDir, "joint-" + number + ".filters", chains));
    arguments.addAll(List.of("-map", "[v]", "-fps_mode", "passthrough"));
    arguments.addAll(
        Delivery.MP4_H264.videoArguments(
            ffmpeg.h264Encoder(), wanted.width(), wanted.height(), rate));
    arguments.addAll(profile(wanted));
    arguments.addAll(List.of("-threads", String.valueOf(ffmpeg.threads())));
    arguments.addAll(List.of("-f", "mp4", "file:" + file.toAbsolutePath()));
    ffmpeg.run(arguments, new EncodeProgress(joint.encodedFrames(), progress), cancellation);
    MediaInfo.Video made = ffmpeg.probe(file, cancellation).picture().orElseThrow();
    if (!Objects.equals(made.extradataHash(), wanted.extradataHash())) {
      return Optional.of(
          "the encoder here ("
              + ffmpeg.h264Encoder()
              + ") writes other headers than the clips have, which many players would not follow");
    }
    List<String> wrap = new ArrayList<>(Ffmpeg.input(ffmpeg.probe(file, cancellation)));
    wrap.addAll(List.of("-map", "0:V:0", "-c", "copy", "-bsf:v", "h264_mp4toannexb"));
    wrap.addAll(List.of("-f", "mpegts"));
    wrap.add("file:" + workDir.resolve("joint-" + number + ".ts").toAbsolutePath());
    ffmpeg.run(wrap, Progress.Listener.NONE, cancellation);
    return Optional.empty();
  }

  /** The clips' profile, where the encoder knows it by a name. */
  private static List<String> profile(MediaInfo.Video picture) {
    String name = String.valueOf(picture.profile());
    return switch (name) {
      case "High" -> List.of("-profile:v", "high");
      case "Main" -> List.of("-profile:v", "main");
      case "Constrained Baseline" -> List.of("-profile:v", "constrained_baseline");
      default -> List.of();
    };
  }

  private void join(
      JoinTask task, List<Segment> segments, List<String> complaints, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    StitchPlan plan = task.plan();
    GraphInputs inputs = new GraphInputs();
    inputs.add(
        WorkFiles.list(
            task.workDir(),
            "segments.ffconcat",
            segments.stream().map(Segment::file).toList(),
            segments.stream().map(Segment::seconds).toList(),
            "mpegts"));
    List<String> output = new ArrayList<>(List.of("-map", "0:V:0", "-c:v", "copy"));
    if (plan.form().sound()) {
      Map<Integer, Path> laps =
          SoundLaps.write(ffmpeg, plan.takes(), task.workDir(), complaints::addAll, cancellation);
      List<String> chains = AudioGraph.chains(task.soundOfEncoded(laps), inputs);
      output.addAll(GraphFile.arguments(task.workDir(), "sound.filters", chains));
      output.addAll(List.of("-map", "[a]"));
      output.addAll(Delivery.audioArguments(plan.extension()));
    }
    output.addAll(ChapterFile.arguments(plan, inputs, task.workDir()));
    output.addAll(Delivery.containerArguments(plan.extension()));
    output.add("file:" + task.part().toAbsolutePath());
    List<String> arguments = new ArrayList<>(inputs.arguments());
    arguments.addAll(output);
    complaints.addAll(ffmpeg.run(arguments, Progress.Listener.NONE, cancellation));
  }
}
