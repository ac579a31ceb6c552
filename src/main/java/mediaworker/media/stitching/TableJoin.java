package mediaworker.media.stitching;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.GraphFile;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.mp4.Mp4Copy;
import mediaworker.media.mp4.Mp4Joiner;
import mediaworker.media.mp4.Mp4Movie;
import mediaworker.media.mp4.Mp4Track;
import mediaworker.media.mp4.PictureUnits;
import mediaworker.media.mp4.SampleRun;
import mediaworker.media.mp4.TrackPlan;
import mediaworker.media.timeline.Clip;
import mediaworker.media.timeline.SideBySide;
import mediaworker.media.timeline.VideoCheck;
import mediaworker.media.timeline.WorkProgress;

/**
 * Joins ordinary MP4 files by writing new tables in front of the bytes of the old ones, as fast as
 * files are copied. FFmpeg then reads the result, as an eye that had no part in it.
 */
final class TableJoin {

  private final Ffmpeg ffmpeg;
  private final VideoCheck check;

  TableJoin(Ffmpeg ffmpeg) {
    this.ffmpeg = ffmpeg;
    this.check = new VideoCheck(ffmpeg);
  }

  /** Whether the clips of a plan can be tried. */
  static boolean suits(StitchPlan plan) {
    return plan.extension().equals("mp4")
        && !plan.request().options().chapters()
        && plan.copied().stream().allMatch(TableJoin::suits);
  }

  private static boolean suits(Clip clip) {
    Optional<Mp4Track> pictures = clip.movie().flatMap(Mp4Movie::picture);
    if (pictures.isEmpty() || pictures.get().count() != clip.frames()) {
      return false;
    }
    double seconds = pictures.get().length() / (double) pictures.get().timeScale();
    return Math.abs(seconds - clip.seconds()) < 0.5 / pictures.get().timeScale();
  }

  /**
   * Joins and checks.
   *
   * @param complaints gets what FFmpeg says of the sound while it encodes it, and which pictures
   *     are not whole
   * @param sound the clips' own packets; empty where the sound is encoded
   * @param laps as {@link SoundLaps} writes them where the sound is encoded
   * @return what is wrong with the copy, or why it cannot be made; empty when it holds
   */
  Optional<String> run(
      JoinTask task,
      List<String> complaints,
      VideoCheck.Expected expected,
      Optional<SoundCopy> sound,
      Map<Integer, Path> laps,
      WorkProgress progress,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    StitchPlan plan = task.plan();
    List<SampleRun> pictures = new ArrayList<>();
    for (Clip clip : plan.copied()) {
      Mp4Movie movie = clip.movie().orElseThrow();
      pictures.add(SampleRun.whole(movie, movie.picture().orElseThrow()));
    }
    Optional<TrackPlan> heard = Optional.empty();
    boolean encoded = plan.form().sound() && sound.isEmpty();
    if (encoded) {
      heard = encoded(task, complaints, laps, progress.part(0, 0.4), cancellation);
    } else if (plan.form().sound()) {
      heard = copied(sound.orElseThrow());
    }
    if (plan.form().sound() && heard.isEmpty()) {
      return Optional.of("the sound is not laid out as it would have to be");
    }
    Optional<Mp4Joiner> joiner = Mp4Joiner.of(new TrackPlan(pictures, 0, 0), heard);
    if (joiner.isEmpty()) {
      return Optional.of("their tables do not go together");
    }
    WorkProgress rest = progress.part(encoded ? 0.4 : 0, 1);
    Optional<String> problem = copied(joiner.get(), task, complaints, expected, rest, cancellation);
    // The copy is compared with the files as they are now, their tables were read before.
    plan.sources().requireUnchanged("stitched");
    return problem;
  }

  /** Copies the samples, and looks at them, while FFmpeg reads the tables. */
  private Optional<String> copied(
      Mp4Joiner joiner,
      JoinTask task,
      List<String> complaints,
      VideoCheck.Expected expected,
      WorkProgress progress,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    double bytes = joiner.bytes();
    Path part = task.part();
    Mp4Copy copy = joiner.begin(part);
    PictureUnits units =
        new PictureUnits(
            task.plan().copied().stream().flatMap(clip -> clip.movie().stream()).toList());
    try (SideBySide threads = new SideBySide("TableJoin", 1)) {
      SideBySide.Result<Boolean> writing =
          threads.start(
              () ->
                  copy.write(
                      written -> progress.onProgress(0.9 * written / bytes, "copying the clips"),
                      units,
                      cancellation));
      Optional<String> problem =
          check.tablesProblem(part, expected, joiner, WorkProgress.NONE, cancellation);
      if (!writing.get()) {
        return Optional.of("Its packets are not those of the clips, bit for bit.");
      }
      complaints.addAll(units.problems());
      WorkProgress checking = progress.part(0.9, 1);
      if (problem.isPresent()) {
        // Perhaps FFmpeg looked at samples that were not there yet.
        return check.tablesProblem(part, expected, joiner, checking, cancellation);
      }
      checking.onProgress(1, "the copy is checked");
      return Optional.empty();
    }
  }

  private static Optional<TrackPlan> copied(SoundCopy copy) {
    List<SampleRun> runs = new ArrayList<>();
    for (SoundCopy.Stretch stretch : copy.stretches()) {
      Mp4Movie movie = stretch.clip().movie().orElseThrow();
      Optional<Mp4Track> track = movie.sound();
      int rate = stretch.clip().info().sound().map(MediaInfo.Audio::sampleRate).orElse(0);
      if (track.isEmpty() || track.get().timeScale() != rate) {
        return Optional.empty();
      }
      runs.add(new SampleRun(movie, track.get(), stretch.from(), stretch.to()));
    }
    return Optional.of(new TrackPlan(runs, copy.firstSample(), copy.packetSamples()));
  }

  /** Encodes the sound alone, into a file from which its packets are taken. */
  private Optional<TrackPlan> encoded(
      JoinTask task,
      List<String> complaints,
      Map<Integer, Path> laps,
      WorkProgress progress,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    StitchPlan plan = task.plan();
    GraphInputs inputs = new GraphInputs();
    List<String> chains = AudioGraph.chains(task.soundOfCopies(laps), inputs);
    Path file = task.workDir().resolve("sound.mp4");
    List<String> arguments = new ArrayList<>(inputs.arguments());
    arguments.addAll(GraphFile.arguments(task.workDir(), "sound.filters", chains));
    arguments.addAll(List.of("-map", "[a]", "-map_metadata", "-1", "-map_chapters", "-1"));
    arguments.addAll(Delivery.audioArguments(plan.extension()));
    arguments.addAll(List.of("-f", "mp4", "file:" + file.toAbsolutePath()));
    double seconds = Math.max(plan.seconds(), 0.001);
    complaints.addAll(
        ffmpeg.run(
            arguments,
            report ->
                progress.onProgress(
                    Math.min(1, report.outSeconds() / seconds), "encoding the sound"),
            cancellation));
    return Mp4Movie.read(file)
        .flatMap(
            movie ->
                movie
                    .sound()
                    .map(
                        track ->
                            new TrackPlan(
                                List.of(SampleRun.whole(movie, track)),
                                Math.round(track.start(0) * track.timeScale()),
                                0)));
  }
}
