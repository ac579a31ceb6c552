package mediaworker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** How the text of settings becomes values. */
class SettingsTest {

  private static final Path SHOP = Path.of("shop").toAbsolutePath();

  @Test
  void the_defaults_of_the_command_line_are_those_of_the_code() {
    assertThat(parse("--db", "shop/jobs.db"))
        .usingRecursiveComparison()
        .isEqualTo(Settings.of(Path.of("shop/jobs.db"), null, null));
  }

  @Test
  void folders_lie_below_that_of_the_database() {
    Settings settings = parse("--db", "shop/jobs.db");

    assertThat(settings.db()).isEqualTo(SHOP.resolve("jobs.db"));
    assertThat(settings.baseDir()).isEqualTo(SHOP);
    assertThat(settings.outputDir()).isEqualTo(SHOP.resolve("output"));
    assertThat(settings.libraryDir()).isEqualTo(SHOP.resolve("static/library"));
    assertThat(settings.tempDir()).isEqualTo(SHOP.resolve("output/.tmp"));
    assertThat(settings.logDir()).isEqualTo(SHOP.resolve("logs"));
    assertThat(settings.inputDirs()).isEmpty();
    assertThat(settings.ffmpeg()).isNull();
  }

  @Test
  void a_base_folder_of_its_own_moves_all_but_the_database() {
    Settings settings = parse("--db", "jobs.db", "--base-dir", "shop/../shop/media");

    assertThat(settings.db()).isEqualTo(Path.of("jobs.db").toAbsolutePath());
    assertThat(settings.baseDir()).isEqualTo(SHOP.resolve("media"));
    assertThat(settings.outputDir()).isEqualTo(SHOP.resolve("media/output"));
    assertThat(settings.logDir()).isEqualTo(SHOP.resolve("media/logs"));
  }

  @Test
  void absolute_folders_stay_where_they_are() {
    Settings settings =
        parse(
            "--db=shop/jobs.db",
            "--output-dir=/big/disk",
            "--ffmpeg-cache-dir=/cache",
            "--input-dirs= /a , b,,/c/ ");

    assertThat(settings.outputDir()).isEqualTo(Path.of("/big/disk").toAbsolutePath());
    assertThat(settings.tempDir()).isEqualTo(Path.of("/big/disk/.tmp").toAbsolutePath());
    assertThat(settings.ffmpegCacheDir()).isEqualTo(Path.of("/cache").toAbsolutePath());
    assertThat(settings.inputDirs())
        .containsExactly(
            Path.of("/a").toAbsolutePath(), SHOP.resolve("b"), Path.of("/c").toAbsolutePath());
  }

  @Test
  void a_tilde_is_the_home_folder() {
    Path home = Path.of(System.getProperty("user.home")).toAbsolutePath();

    assertThat(parse("--db", "~/shop/jobs.db").db()).isEqualTo(home.resolve("shop/jobs.db"));
  }

  @Test
  void ffmpeg_is_unpacked_into_the_cache_of_the_user() {
    assertThat(parse().ffmpegCacheDir())
        .isAbsolute()
        .endsWithRaw(Path.of("media-worker", "ffmpeg"));
  }

  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S",
    "30s, PT30S",
    "30, PT30S",
    "1.5s, PT1.5S",
    "10m, PT10M",
    "10 min, PT10M",
    "6h, PT6H",
    "1D, PT24H",
    "0s, PT0S"
  })
  void times_have_units(String text, Duration time) {
    assertThat(parse("--shutdown-grace", text).queue().shutdownGrace()).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "-5s", "5 weeks", "1h30m", "", "99999999999s"})
  void what_is_no_time_is_answered_with_how_to_write_one(String text) {
    assertThatThrownBy(() -> parse("--shutdown-grace", text))
        .isInstanceOf(ParameterException.class)
        .hasMessageEndingWith("\"" + text + "\" is not a time; write 500ms, 30s, 10m, 6h or 1d");
  }

  @Test
  void the_grace_time_alone_may_be_zero() {
    assertThat(parse("--shutdown-grace", "0").queue().shutdownGrace()).isZero();
    for (String option : new String[] {"--lease", "--poll-interval", "--job-time-limit"}) {
      assertThatThrownBy(() -> parse(option, "0s"))
          .hasMessageEndingWith("it must be more than zero");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65", "-1", "3.5", "three", "99999999999"})
  void the_number_of_jobs_has_a_range(String text) {
    assertThatThrownBy(() -> parse("-j", text))
        .hasMessageEndingWith("\"" + text + "\" is not a whole number from 1 to 64");
  }

  @Test
  void jobs_share_the_cores_unless_told_otherwise() {
    assertThat(parse().threadsPerJob()).isZero();
    assertThat(parse("--threads-per-job", "0").threadsPerJob()).isZero();
    assertThat(parse("--threads-per-job", "5").threadsPerJob()).isEqualTo(5);
  }

  @Test
  void words_are_taken_in_any_case() {
    assertThat(parse("--log-level", "DEBUG").logLevel()).isEqualTo("debug");
    assertThat(parse("--synchronous", "normal").queue().synchronous()).isEqualTo("NORMAL");
    assertThat(parse("--allow-private-urls", "Yes").downloads().allowPrivateUrls()).isTrue();
    assertThat(parse("--allow-private-urls", "off").downloads().allowPrivateUrls()).isFalse();
  }

  @Test
  void words_that_are_none_of_a_settings_are_answered_with_those() {
    assertThatThrownBy(() -> parse("--log-level", "loud"))
        .hasMessageEndingWith("\"loud\" is not one of error, warn, info, debug, trace");
    assertThatThrownBy(() -> parse("--synchronous", "OFF"))
        .hasMessageEndingWith("\"OFF\" is not FULL or NORMAL");
    assertThatThrownBy(() -> parse("--allow-private-urls", "maybe"))
        .hasMessageEndingWith("\"maybe\" is not true or false");
  }

  @Test
  void a_path_names_something() {
    assertThatThrownBy(() -> parse("--base-dir", " "))
        .hasMessageEndingWith("it names no file or folder");
  }

  @Test
  void megabytes_are_counted_in_bytes() {
    assertThat(parse("--max-download-mb", "3000").downloads().maxDownloadBytes())
        .isEqualTo(3_145_728_000L);
  }

  private static Settings parse(String... arguments) {
    Settings settings = new Settings();
    new CommandLine(settings).parseArgs(arguments);
    return settings;
  }
}
