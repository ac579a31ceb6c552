package mediaworker.media;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mediaworker.concurrent.Cancellation;
import mediaworker.process.ProcessEnd;
import mediaworker.process.ProcessRequest;
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
  private static final Duration VERSION_LIMIT = Duration.ofSeconds(60);
  private static final int MOST_STAND_INS = 12;
  private static final Pattern MISSING =
      Pattern.compile("error while loading shared libraries: ([A-Za-z0-9._+-]+): cannot open");
  private static final Pattern VERSION = Pattern.compile("^ffmpeg version (\\S+)");

  static FfmpegBinaries locate(FfmpegSettings settings, ProcessRunner processes)
      throws MediaException, InterruptedException {
    Path configured = settings.ffmpeg();
    if (configured != null) {
      Optional<String> unusable = unusable(configured);
      if (unusable.isPresent()) {
        throw MediaException.unavailable(unusable.get());
      }
      Path probe = configured.resolveSibling(executable("ffprobe"));
      return tried(configured, probe, Map.of(), "configured", processes)
          .orElseThrow(
              () ->
                  MediaException.unavailable(
                      "The configured ffmpeg "
                          + configured
                          + " does not run on this machine. Correct or"
                          + " remove the setting \"ffmpeg\"."));
    }
    String why;
    try {
      return embedded(settings.cacheDir(), processes);
    } catch (IOException | UnsatisfiedLinkError | MediaException e) {
      requireNotStopped();
      why = String.valueOf(e.getMessage());
      log.warn("The embedded FFmpeg does not run here ({}); looking for a system one", why);
    }
    Optional<FfmpegBinaries> system = system(processes);
    return system.orElseThrow(
        () ->
            MediaException.unavailable(
                "FFmpeg does not run on this machine: "
                    + why
                    + " Install its libraries (Debian, Ubuntu: apt-get install libxcb1 libxcb-shm0"
                    + " libasound2 libpulse0) or an ffmpeg package, or name one in the setting"
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

  private static FfmpegBinaries embedded(Path cacheDir, ProcessRunner processes)
      throws IOException, MediaException, InterruptedException {
    Files.createDirectories(cacheDir);
    System.setProperty("org.bytedeco.javacpp.cachedir", cacheDir.toAbsolutePath().toString());
    Path home = unpack();
    Path ffmpeg = home.resolve(executable("ffmpeg"));
    Path ffprobe = home.resolve(executable("ffprobe"));
    // The libraries beside the executable need each other, and only it has a run path to them.
    String libraries = home.toString();
    for (int standIns = 0; standIns <= MOST_STAND_INS; standIns++) {
      Map<String, String> environment = Map.of("LD_LIBRARY_PATH", libraries);
      ProcessEnd end = version(ffmpeg, environment, processes, new ArrayList<>());
      if (end.ok()) {
        return tried(ffmpeg, ffprobe, environment, "embedded", processes)
            .orElseThrow(() -> MediaException.unavailable("its version could not be read."));
      }
      Matcher missing = MISSING.matcher(String.join("\n", end.stderr()));
      Path body = home.resolve("libva-drm.so.2");
      if (!missing.find() || !Files.exists(body)) {
        throw MediaException.unavailable(
            end.stderr().isEmpty()
                ? "it ended with code " + end.exitCode() + "."
                : String.valueOf(end.stderr().get(end.stderr().size() - 1)) + ".");
      }
      Path folder = Files.createDirectories(cacheDir.toAbsolutePath().resolve("stand-ins"));
      standIn(body, folder.resolve(missing.group(1)));
      libraries = home + File.pathSeparator + folder;
    }
    throw MediaException.unavailable("too many of its libraries are missing.");
  }

  /**
   * Unpacks the executables and their libraries as files. JavaCPP's own loading is of no use here:
   * it loads the libraries into this process first, which fails where a device library is missing.
   *
   * @return the folder they lie in
   */
  private static Path unpack() throws IOException, MediaException {
    String platform = Loader.getPlatform();
    for (String folder : List.of(platform, platform + "-gpl")) {
      for (File unpacked : Loader.cacheResources(org.bytedeco.ffmpeg.ffmpeg.class, folder)) {
        Path home = unpacked.toPath().toAbsolutePath();
        boolean complete = true;
        for (String name : List.of("ffmpeg", "ffprobe")) {
          File program = home.resolve(executable(name)).toFile();
          complete &= program.setExecutable(true) && program.canExecute();
        }
        if (complete) {
          return home;
        }
      }
    }
    throw MediaException.unavailable("it is not packed for " + platform + ".");
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

  private static Optional<FfmpegBinaries> system(ProcessRunner processes)
      throws InterruptedException {
    String path = System.getenv().getOrDefault("PATH", "");
    for (String folder : path.split(Pattern.quote(File.pathSeparator))) {
      Path ffmpeg = Path.of(folder).resolve(executable("ffmpeg"));
      Path ffprobe = ffmpeg.resolveSibling(executable("ffprobe"));
      if (!folder.isEmpty() && Files.isExecutable(ffmpeg) && Files.isExecutable(ffprobe)) {
        Optional<FfmpegBinaries> found = tried(ffmpeg, ffprobe, Map.of(), "system", processes);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<FfmpegBinaries> tried(
      Path ffmpeg,
      Path ffprobe,
      Map<String, String> environment,
      String origin,
      ProcessRunner processes)
      throws InterruptedException {
    try {
      List<String> output = new ArrayList<>();
      if (!version(ffmpeg, environment, processes, output).ok() || output.isEmpty()) {
        return Optional.empty();
      }
      Matcher version = VERSION.matcher(output.get(0));
      String name = version.find() ? version.group(1) : output.get(0);
      return Optional.of(new FfmpegBinaries(ffmpeg, ffprobe, environment, name, origin));
    } catch (IOException e) {
      requireNotStopped();
      return Optional.empty();
    }
  }

  /** Files cannot be read by a thread that is to stop; that says nothing of FFmpeg. */
  private static void requireNotStopped() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("The job was stopped while FFmpeg was looked for.");
    }
  }

  private static ProcessEnd version(
      Path ffmpeg, Map<String, String> environment, ProcessRunner processes, List<String> output)
      throws IOException, InterruptedException {
    ProcessRequest request =
        new ProcessRequest(
            List.of(ffmpeg.toString(), "-hide_banner", "-version"),
            environment,
            null,
            (in, alive) ->
                new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                    .lines()
                    .forEach(output::add),
            VERSION_LIMIT,
            null);
    return processes.run(request, new Cancellation());
  }

  private static String executable(String name) {
    return System.getProperty("os.name", "").startsWith("Windows") ? name + ".exe" : name;
  }
}
