package mediaworker.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import mediaworker.concurrent.Cancellation;
import mediaworker.process.ProcessEnd;
import mediaworker.process.ProcessRequest;
import mediaworker.process.ProcessRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class FfmpegMemoryTest {

  /** Where glibc's loader lies on x86-64 and on 64-bit ARM. */
  private static final List<Path> LOADERS =
      List.of(Path.of("/lib64/ld-linux-x86-64.so.2"), Path.of("/lib/ld-linux-aarch64.so.1"));

  @TempDir Path dir;

  @Test
  void ffmpeg_is_run_with_it() throws Exception {
    assumeTrue(System.getenv(FfmpegMemory.NAME) == null, "this system has settings of its own");
    for (String name : new String[] {"ffmpeg", "ffprobe"}) {
      Path program =
          Files.writeString(
              dir.resolve(name),
              "#!/bin/sh\ncase $* in *-version*) echo 'ffmpeg version 8.0';;"
                  + " *) printf %s \"$GLIBC_TUNABLES\";; esac\n");
      assertThat(program.toFile().setExecutable(true)).isTrue();
    }
    FfmpegSettings settings =
        new FfmpegSettings(
            dir.resolve("ffmpeg"), dir, 1, Duration.ofMinutes(1), Duration.ofMinutes(1));
    AtomicReference<String> told = new AtomicReference<>();
    new Ffmpeg(settings, new ProcessRunner())
        .runRaw(
            List.of("-"),
            (in, alive) -> told.set(new String(in.readAllBytes(), StandardCharsets.UTF_8)),
            new Cancellation());
    assertThat(told.get()).contains("glibc.malloc.hugetlb=1");
  }

  @Test
  void this_systems_libc_knows_every_name_and_takes_every_value() throws Exception {
    Path loader = LOADERS.stream().filter(Files::isExecutable).findFirst().orElse(null);
    assumeTrue(loader != null, "no glibc here to ask");
    Map<String, String> environment = FfmpegMemory.in(Map.of(), Map.of());
    String taken = tunables(loader, environment);
    assumeTrue(taken.contains("glibc.malloc.hugetlb"), "this glibc is older than 2.35");
    for (String tunable : environment.get(FfmpegMemory.NAME).split(":")) {
      String[] pair = tunable.split("=");
      assertThat(taken)
          .contains(pair[0] + ": 0x" + Long.toHexString(Long.parseLong(pair[1])) + " ");
    }
  }

  @Test
  void what_the_system_says_of_it_stays() {
    Map<String, String> own = Map.of(FfmpegMemory.NAME, "glibc.malloc.check=3");
    assertThat(FfmpegMemory.in(own, Map.of("LD_LIBRARY_PATH", "/opt/ffmpeg")))
        .containsOnly(
            Map.entry("LD_LIBRARY_PATH", "/opt/ffmpeg"),
            Map.entry(FfmpegMemory.NAME, "glibc.malloc.check=3"));
  }

  private static String tunables(Path loader, Map<String, String> environment)
      throws IOException, InterruptedException {
    AtomicReference<String> listed = new AtomicReference<>();
    ProcessEnd end =
        new ProcessRunner()
            .run(
                new ProcessRequest(
                    List.of(loader.toString(), "--list-tunables"),
                    environment,
                    null,
                    (in, alive) ->
                        listed.set(new String(in.readAllBytes(), StandardCharsets.UTF_8)),
                    Duration.ofMinutes(1),
                    null),
                new Cancellation());
    assertThat(end.exitCode()).isZero();
    return listed.get();
  }
}
