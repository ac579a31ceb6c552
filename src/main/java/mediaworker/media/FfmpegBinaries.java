package mediaworker.media;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import mediaworker.process.ProcessRunner;
import org.bytedeco.javacpp.Loader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The executables in use and the environment they need.
 *
 * <p>The embedded executable is linked against device libraries (sound, X) of which nothing here is
 * ever called. Where a server lacks them, the loader is satisfied with an empty stand-in of the
 * same file name: a copy of the small {@code libva-drm} that comes with FFmpeg, in a folder of
 * ours. Only when that fails is the system's ffmpeg used, and only when there is none either is a
 * person asked to install packages.
 *
 * @param ffmpeg path of ffmpeg
 * @param ffprobe path of ffprobe
 * @param environment variables to add for both
 * @param version what {@code ffmpeg -version} calls itself
 * @param origin "embedded", "system" or "configured"
 */
record FfmpegBinaries(
    Path ffmpeg, Path ffprobe, Map<String, String> environment, String version, String origin) {

  private static final Logger log = LoggerFactory.getLogger(FfmpegBinaries.class);
  private static final int MOST_STAND_INS = 12;

  /** The system has none that runs; what became of those that were tried. */
  private record Sought(Optional<FfmpegBinaries> found, String tried) {}

  static FfmpegBinaries locate(FfmpegSettings settings, ProcessRunner processes)
      throws MediaException, InterruptedException {
    Path configured = settings.ffmpeg();
    if (configured != null) {
      Optional<String> unusable = unusable(configured);
      if (unusable.isPresent()) {
        throw MediaException.unavailable(unusable.get());
      }
      Path probe = configured.resolveSibling(executable("ffprobe"));
      FfmpegTrial trial = FfmpegTrial.of(configured, Map.of(), processes);
      if (!trial.runs()) {
        throw MediaException.unavailable(
            "The configured ffmpeg "
                + configured
                + " does not run on this machine: it "
                + sentence(trial.fault())
                + " Correct or remove the setting \"ffmpeg\".");
      }
      return new FfmpegBinaries(configured, probe, Map.of(), trial.version(), "configured");
    }
    String why;
    try {
      return embedded(settings.cacheDir(), processes);
    } catch (MediaException e) {
      FfmpegTrial.requireNotStopped();
      why = String.valueOf(e.getMessage());
      log.warn("The embedded FFmpeg does not run here: {} Looking for a system one", why);
    }
    Sought system = system(processes);
    return system
        .found()
        .orElseThrow(
            () ->
                MediaException.unavailable(
                    "FFmpeg does not run on this machine: "
                        + why
                        + system.tried()
                        + " Or install an ffmpeg package, or name an ffmpeg in the setting"
                        + " \"ffmpeg\"."));
  }

  /** Why an ffmpeg that is set cannot be used, as far as can be seen without running it. */
  static Optional<String> unusable(Path configured) {
    Path probe = configured.resolveSibling(executable("ffprobe"));
    return isProgram(configured) && isProgram(probe)
        ? Optional.empty()
        : Optional.of(
            "The configured ffmpeg "
                + configured
                + " cannot be used: ffmpeg and ffprobe must both"
                + " be there and be executable. Correct or remove the setting \"ffmpeg\".");
  }

  private static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }

  /**
   * The one that comes with the worker.
   *
   * @throws MediaException with what keeps it from running and what to do about it
   */
  static FfmpegBinaries embedded(Path named, ProcessRunner processes)
      throws MediaException, InterruptedException {
    Path cacheDir = ProgramFolder.of(named);
    System.setProperty("org.bytedeco.javacpp.cachedir", cacheDir.toString());
    try {
      Path home = unpack();
      return standingIn(cacheDir, home, processes);
    } catch (IOException e) {
      throw MediaException.unavailable(ProgramFolder.unusable(cacheDir, e));
    } catch (UnsatisfiedLinkError e) {
      throw MediaException.unavailable("the embedded one: " + e.getMessage() + ".");
    }
  }

  /** Tries it with a stand-in more each time that a library is missing. */
  private static FfmpegBinaries standingIn(Path cacheDir, Path home, ProcessRunner processes)
      throws IOException, MediaException, InterruptedException {
    Path ffmpeg = home.resolve(executable("ffmpeg"));
    Path ffprobe = home.resolve(executable("ffprobe"));
    Path body = home.resolve("libva-drm.so.2");
    // The libraries beside the executable need each other, and only it has a run path to them.
    String libraries = home.toString();
    for (int standIns = 0; ; standIns++) {
      Map<String, String> environment = Map.of("LD_LIBRARY_PATH", libraries);
      FfmpegTrial trial = FfmpegTrial.of(ffmpeg, environment, processes);
      if (trial.runs()) {
        return new FfmpegBinaries(ffmpeg, ffprobe, environment, trial.version(), "embedded");
      }
      if (trial.missing().isEmpty() || standIns == MOST_STAND_INS || !Files.exists(body)) {
        throw MediaException.unavailable(
            "the embedded one, "
                + ffmpeg
                + ", "
                + sentence(trial.fault())
                + (trial.missing().isEmpty()
                    ? ""
                    : " Install the libraries that it lacks (Debian, Ubuntu: apt-get install"
                        + " libxcb1 libxcb-shm0 libasound2 libpulse0)."));
      }
      Path folder = Files.createDirectories(cacheDir.resolve("stand-ins"));
      standIn(body, folder.resolve(trial.missing().get()));
      libraries = home + File.pathSeparator + folder;
    }
  }

  private static String sentence(String fault) {
    return fault.matches("(?s).*[.…]") ? fault : fault + ".";
  }

  /**
   * Unpacks the executables and their libraries as files. JavaCPP's own loading is of no use here:
   * it loads the libraries into this process first, which fails where a device library is missing.
   *
   * @return the folder they lie in
   */
  private static Path unpack() throws IOException, MediaException {
    String platform = Loader.getPlatform();
    Path barred = null;
    for (String folder : List.of(platform, platform + "-gpl")) {
      for (File unpacked : Loader.cacheResources(org.bytedeco.ffmpeg.ffmpeg.class, folder)) {
        Path home = unpacked.toPath().toAbsolutePath();
        boolean there = true;
        boolean complete = true;
        for (String name : List.of("ffmpeg", "ffprobe")) {
          File program = home.resolve(executable(name)).toFile();
          there &= program.isFile();
          complete &= program.setExecutable(true) && program.canExecute();
        }
        if (complete) {
          return home;
        }
        barred = there ? home : barred;
      }
    }
    throw MediaException.unavailable(
        barred == null
            ? "the embedded one is not packed for " + platform + "."
            : "the programs in "
                + barred
                + " may not be run there: is the file system mounted with \"noexec\"? Name another"
                + " folder in the setting \"ffmpeg-cache-dir\".");
  }

  /** Several workers may share the cache folder, so the file appears whole or not at all. */
  private static void standIn(Path body, Path target) throws IOException {
    if (Files.exists(target)) {
      return; // of an earlier start
    }
    log.info("FFmpeg's unused library {} is missing here; an empty stand-in is used", target);
    Path part = Files.createTempFile(target.getParent(), "stand-in", ".part");
    Files.copy(body, part, StandardCopyOption.REPLACE_EXISTING);
    Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Sought system(ProcessRunner processes) throws InterruptedException {
    StringBuilder told = new StringBuilder();
    String path = System.getenv().getOrDefault("PATH", "");
    for (String folder : path.split(Pattern.quote(File.pathSeparator))) {
      Path ffmpeg = Path.of(folder).resolve(executable("ffmpeg"));
      Path ffprobe = ffmpeg.resolveSibling(executable("ffprobe"));
      if (!folder.isEmpty() && Files.isExecutable(ffmpeg) && Files.isExecutable(ffprobe)) {
        FfmpegTrial trial = FfmpegTrial.of(ffmpeg, Map.of(), processes);
        if (trial.runs()) {
          return new Sought(
              Optional.of(new FfmpegBinaries(ffmpeg, ffprobe, Map.of(), trial.version(), "system")),
              "");
        }
        told.append(" The system's, ").append(ffmpeg).append(", ").append(sentence(trial.fault()));
      }
    }
    return new Sought(Optional.empty(), told.toString());
  }

  private static String executable(String name) {
    return System.getProperty("os.name", "").startsWith("Windows") ? name + ".exe" : name;
  }
}
