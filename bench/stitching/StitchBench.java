import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.FfmpegSettings;
import mediaworker.media.Progress;
import mediaworker.media.stitching.ClipRequest;
import mediaworker.media.stitching.Joint;
import mediaworker.media.stitching.StitchPlan;
import mediaworker.media.stitching.StitchReport;
import mediaworker.media.stitching.StitchRequest;
import mediaworker.media.stitching.Stitcher;
import mediaworker.media.stitching.Transition;
import mediaworker.media.timeline.WorkProgress;
import mediaworker.process.ProcessRunner;

/**
 * Times the stitcher beside plain copying of the same bytes and beside starting FFmpeg. Not a test:
 * run it by bench/stitching/run on a quiet machine.
 */
public final class StitchBench {

  private static final int RUNS = 15;
  private final Path dir;
  private final Ffmpeg ffmpeg =
      new Ffmpeg(
          new FfmpegSettings(
              null, Path.of("target/ffmpeg"), 2, Duration.ofHours(1), Duration.ofMinutes(2)),
          new ProcessRunner());
  private final Stitcher stitcher = new Stitcher(ffmpeg);

  private StitchBench(Path dir) {
    this.dir = dir;
  }

  public static void main(String[] arguments) throws Exception {
    new StitchBench(Files.createDirectories(Path.of(arguments[0]))).run();
  }

  private void run() throws Exception {
    System.out.println("ffmpeg " + ffmpeg.describe().split(" ")[0] + ", median of " + RUNS);
    List<Path> small = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      small.add(clip("small-" + i, 5, "4M", "1280x720", i));
    }
    List<Path> large = new ArrayList<>();
    Path unit = clip("unit", 2, "40M", "1920x1080", 0);
    for (int i = 0; i < 6; i++) {
      large.add(longer(unit, 16, "large-" + i));
    }
    copy("12 clips of 5 s, 720p", small);
    copy("6 clips of 16 s, 1080p", large);
    transitions(small.subList(0, 2));
  }

  private Path clip(String name, int seconds, String bits, String size, int seed) throws Exception {
    Path file = dir.resolve(name + ".mp4");
    ffmpeg.run(
        List.of(
            "-f", "lavfi", "-i", "testsrc2=s=" + size + ":r=30:d=" + seconds + ",noise=alls=20:allf=t:all_seed=" + (seed + 1),
            "-f", "lavfi", "-i", "sine=" + (300 + 50 * seed) + ":r=48000:d=" + seconds,
            "-c:v", "libopenh264", "-profile:v", "high", "-allow_skip_frames", "0", "-b:v", bits, "-g", "60",
            "-c:a", "aac", "-ac", "2", "file:" + file.toAbsolutePath()),
        Progress.Listener.NONE,
        new Cancellation());
    return file;
  }

  /** The same pictures again and again, with a tone of the whole length. */
  private Path longer(Path unit, int seconds, String name) throws Exception {
    Path file = dir.resolve(name + ".mp4");
    ffmpeg.run(
        List.of(
            "-stream_loop", "-1", "-i", "file:" + unit.toAbsolutePath(),
            "-f", "lavfi", "-i", "sine=440:r=48000:d=" + seconds,
            "-map", "0:v", "-map", "1:a", "-t", String.valueOf(seconds),
            "-c:v", "copy", "-c:a", "aac", "-ac", "2", "file:" + file.toAbsolutePath()),
        Progress.Listener.NONE,
        new Cancellation());
    return file;
  }

  private void copy(String what, List<Path> files) throws Exception {
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    List<Double> startTimes = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    List<Double> plainTimes = new ArrayList<>();
    List<Double> stitchTimes = new ArrayList<>();
    List<Double> muxTimes = new ArrayList<>();
    StringBuilder list = new StringBuilder("ffconcat version 1.0\n");
    files.forEach(file -> list.append("file 'file:").append(file.toAbsolutePath()).append("'\n"));
    Path listFile = Files.writeString(dir.resolve("list.txt"), list);
    for (int i = 0; i <= RUNS; i++) {
      // Nobody writes over an old file, whose blocks would have to be given back first.
      Files.deleteIfExists(dir.resolve("stitched.mp4"));
      Files.deleteIfExists(dir.resolve("mux.mp4"));
      for (Path file : files) {
        Files.deleteIfExists(dir.resolve("plain").resolve(file.getFileName()));
      }
      double plain = time(() -> plainCopy(files));
      double start = time(() -> { ffmpeg.run(List.of("-f", "lavfi", "-i", "anullsrc=d=0.01", "-f", "null", "-"), Progress.Listener.NONE, new Cancellation()); return null; });
      double mux = time(() -> { ffmpeg.run(List.of("-f", "concat", "-safe", "0", "-i", listFile.toString(), "-c", "copy", "-movflags", "+faststart", dir.resolve("mux.mp4").toString()), Progress.Listener.NONE, new Cancellation()); return null; });
      double stitch = time(() -> stitch(files, Joint.CUT, false, StitchReport.Mode.COPY));
      if (i > 0) { // the first warms the caches
        plainTimes.add(plain);
        startTimes.add(start);
        ratios.add(stitch / (plain + start));
        muxTimes.add(mux);
        stitchTimes.add(stitch);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%s, %.0f MB: file copy %.3f s, start of ffmpeg %.3f s, ffmpeg concat alone %.3f s, stitched and"
            + " verified %.3f s; %.2f x (file copy + start), median of each run's own%n",
        what, bytes / 1e6, median(plainTimes), median(startTimes), median(muxTimes),
        median(stitchTimes), median(ratios));
  }

  private void transitions(List<Path> files) throws Exception {
    double full = median(() -> stitch(files, Joint.of(Transition.CROSSFADE, 0.5), false, StitchReport.Mode.ENCODE));
    System.out.printf(Locale.ROOT, "2 of them with a crossfade, encoded: %.2f s for 285 pictures%n", full);
    List<Path> own = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Path out = dir.resolve("own-" + i + ".mp4");
      List<Path> pair = List.of(files.get(i), files.get(i));
      Files.move(stitch(pair, Joint.of(Transition.CROSSFADE, 0.1), false, StitchReport.Mode.ENCODE), out, StandardCopyOption.REPLACE_EXISTING);
      own.add(out);
    }
    double all = median(() -> stitch(own, Joint.of(Transition.CROSSFADE, 0.5), false, StitchReport.Mode.ENCODE));
    double smart = median(() -> stitch(own, Joint.of(Transition.CROSSFADE, 0.5), true, StitchReport.Mode.SMART));
    System.out.printf(Locale.ROOT, "2 results of it with a crossfade: encoded %.2f s, smart %.2f s = %.1f x as fast%n", all, smart, all / smart);
  }

  private Path plainCopy(List<Path> files) throws IOException {
    Path target = Files.createDirectories(dir.resolve("plain"));
    for (Path file : files) {
      Files.copy(file, target.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
    return target;
  }

  private Path stitch(List<Path> files, Joint joint, boolean smart, StitchReport.Mode mode) throws Exception {
    StitchRequest plain = StitchRequest.of(files.stream().map(ClipRequest::whole).toList(), joint);
    StitchRequest request =
        new StitchRequest(plain.clips(), plain.joints(), plain.form(), plain.sound(), new StitchRequest.Options(smart, false, false));
    Path work = Files.createDirectories(dir.resolve("work"));
    Path part = dir.resolve("stitched.mp4");
    StitchPlan plan = stitcher.plan(request, new Cancellation());
    StitchReport report = stitcher.run(plan, work, part, WorkProgress.NONE, new Cancellation());
    if (report.mode() != mode) {
      throw new IllegalStateException("expected " + mode + " but was " + report);
    }
    return part;
  }

  private static double median(Callable<?> work) throws Exception {
    work.call();
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      times.add(time(work));
    }
    return median(times);
  }

  private static double median(List<Double> times) {
    double[] sorted = times.stream().mapToDouble(time -> time).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static double time(Callable<?> work) throws Exception {
    long begin = System.nanoTime();
    work.call();
    return (System.nanoTime() - begin) / 1e9;
  }
}
