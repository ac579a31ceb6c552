package mediaworker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mediaworker.cli.console.ExitCodes;
import mediaworker.process.ChildProcesses;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/worker} in a home of its own that has been built and never started. */
class StartScriptIT {

  private static final long PATIENCE_SECONDS = 240;

  /** A java that starts nothing and whose archive is a word: a preparation takes it no seconds. */
  private static final String QUICK_JAVA =
      """
      for word; do
        case $word in
          -version) echo 'openjdk version "17.0.1"' >&2 ;;
          -XX:SharedArchiveFile=*) [ -f "${word#*=}" ] || echo archive >"${word#*=}" ;;
        esac
      done
      """;

  @TempDir Path folder;
  private Path home;
  private Path target;
  private Path tools;

  @BeforeEach
  void build() throws IOException {
    home = Files.createDirectory(folder.resolve("home"));
    target = Files.createDirectory(home.resolve("target"));
    tools = folder.resolve("tools");
    Files.createDirectories(home.resolve("src/main"));
    Files.copy(Path.of("bin/worker"), Files.createDirectory(home.resolve("bin")).resolve("worker"));
    assertThat(home.resolve("bin/worker").toFile().setExecutable(true)).isTrue();
    FileTime old = FileTime.from(Instant.now().minusSeconds(3600));
    for (String source : List.of("pom.xml", "jobs.sql", "worker.properties")) {
      Files.setLastModifiedTime(Files.createFile(home.resolve(source)), old);
    }
    Path jar = target.resolve("media-worker.jar");
    Files.copy(Path.of("target/media-worker.jar"), jar);
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(60)));
    Files.createSymbolicLink(target.resolve("lib"), Path.of("target/lib").toAbsolutePath());
  }

  private Process start(String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    if (Files.exists(tools)) {
      builder.environment().merge("PATH", tools + ":", (path, first) -> first + path);
    }
    return ChildProcesses.start(
        builder
            .redirectErrorStream(true)
            .redirectOutput(Files.createTempFile(folder, "out", ".log").toFile()));
  }

  private void awaitGoodEnd(Process process) throws Exception {
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(() -> "exit code, " + said()).isZero();
  }

  private String said() {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path log : files.filter(file -> file.toString().endsWith(".log")).toList()) {
        all.append(Files.readString(log));
      }
    } catch (IOException e) {
      all.append(e);
    }
    return all.toString();
  }

  private String worker() {
    return home.resolve("bin/worker").toString();
  }

  /** For starts that are about something else: a preparation takes seconds. */
  private void prepareNothing() throws IOException {
    Files.createDirectory(target.resolve("preparing"));
  }

  /** Folders of preparations, whole or begun. */
  private List<Path> made() throws IOException {
    try (Stream<Path> all = Files.list(target)) {
      return all.filter(file -> String.valueOf(file.getFileName()).startsWith("prepare"))
          .filter(Files::isDirectory)
          .toList();
    }
  }

  private Path stamp() {
    return target.resolve("prepared");
  }

  @Test
  void first_starts_at_the_same_time_leave_one_whole_preparation_until_the_next_build()
      throws Exception {
    List<Process> starts = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      starts.add(start(worker(), "--version"));
    }
    for (Process process : starts) {
      awaitGoodEnd(process);
    }
    Path ready = target.resolve(Files.readAllLines(stamp()).get(0));
    assertThat(made()).containsExactly(ready);
    assertThat(Files.size(ready.resolve("media-worker.jsa"))).isGreaterThan(1 << 20);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ready)))
        .isEqualTo(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)));
    try (Stream<Path> natives = Files.list(ready.resolve("native"))) {
      assertThat(natives)
          .singleElement()
          .satisfies(library -> assertThat(library).isRegularFile().isNotEmptyFile());
    }

    String before = Files.readString(stamp());
    awaitGoodEnd(start(worker(), "init", "--db", folder.resolve("jobs.db").toString()));
    assertThat(stamp()).hasContent(before);

    Files.setLastModifiedTime(
        target.resolve("media-worker.jar"), FileTime.from(Instant.now().plusSeconds(1)));
    awaitGoodEnd(start(worker(), "--version")); // another build
    assertThat(made()).hasSize(1).doesNotContain(ready);
  }

  /** As an image of a container that is fetched on another machine: what files hold is the same. */
  @Test
  void a_preparation_counts_for_copies_of_the_same_files() throws Exception {
    Path jdk = script("jdk", QUICK_JAVA);
    Path java = jdk.resolve("bin/java");
    String[] version = {"env", "JAVA_HOME=" + jdk, worker(), "--version"};
    awaitGoodEnd(start(version));
    String before = Files.readString(stamp());
    Path archive = target.resolve(before.lines().findFirst().orElseThrow() + "/media-worker.jsa");
    assertThat(archive).isNotEmptyFile();

    Path copy = Files.copy(java, java.resolveSibling("copy"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.move(copy, java, StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(archive, FileTime.from(Instant.now().minusSeconds(200 * 86_400L)));
    awaitGoodEnd(start(version));
    assertThat(stamp()).hasContent(before);
    assertThat(made()).containsExactly(archive.getParent());

    Files.writeString(archive, "cut");
    awaitGoodEnd(start(version));
    String again = Files.readString(stamp());
    assertThat(again).isNotEqualTo(before);

    Files.writeString(java, Files.readString(java) + "# another JDK\n");
    awaitGoodEnd(start(version));
    assertThat(Files.readString(stamp())).isNotEqualTo(again);
  }

  /** Puts a program into the place of Maven. */
  private void mavenIs(String script) throws IOException {
    Path maven = Files.createDirectory(tools).resolve("mvn");
    Files.writeString(maven, "#!/bin/sh\n" + script);
    assertThat(maven.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void settings_that_were_edited_ask_for_no_build() throws Exception {
    prepareNothing();
    mavenIs("exit 1\n");
    Files.writeString(home.resolve("worker.properties"), "max-concurrent-jobs = 2\n");
    awaitGoodEnd(start(worker(), "--version"));
  }

  /** A running JVM goes on reading from the jar that it has opened. */
  @Test
  void a_build_leaves_the_jar_of_running_workers_as_it_is() throws Exception {
    prepareNothing();
    mavenIs(
        """
        name=media-worker
        for option; do
          case $option in -Djar.name=*) name=${option#-Djar.name=} ;; esac
        done
        cat "%s" >"target/$name.jar"
        """
            .formatted(Path.of("target/media-worker.jar").toAbsolutePath()));
    Path jar = target.resolve("media-worker.jar");
    Path running = Files.createLink(folder.resolve("running.jar"), jar);
    FileTime before = Files.getLastModifiedTime(running);
    Files.writeString(home.resolve("src/main/New.java"), "class New {}\n");
    awaitGoodEnd(start(worker(), "--version"));
    assertThat(Files.isSameFile(running, jar)).isFalse();
    assertThat(Files.getLastModifiedTime(running)).isEqualTo(before);
    assertThat(Files.getLastModifiedTime(jar)).isGreaterThan(before);
    assertThat(whatIsBuilt()).isEmpty();
  }

  /** Each waits in Maven's place until the other is there too. */
  @Test
  void two_builds_at_the_same_time_leave_a_whole_jar() throws Exception {
    prepareNothing();
    mavenIs(
        """
        for option; do
          case $option in -Djar.name=*) name=${option#-Djar.name=} ;; esac
        done
        : >"target/builds.$$"
        until [ "$(ls target/builds.* | wc -l)" -ge 2 ]; do :; done
        cat "%s" >"target/$name.jar"
        """
            .formatted(Path.of("target/media-worker.jar").toAbsolutePath()));
    Files.writeString(home.resolve("src/main/New.java"), "class New {}\n");
    // Of a build that was killed: no process has such a number.
    Path left = Files.writeString(target.resolve("media-worker.new.999999999.jar"), "cut");
    Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    // Perhaps of a build that runs where numbers of processes are others.
    Path elsewhere = Files.writeString(target.resolve("media-worker.new.999999998.jar"), "new");
    List<Process> starts = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      starts.add(start(worker(), "--version"));
    }
    for (Process process : starts) {
      awaitGoodEnd(process);
    }
    assertThat(target.resolve("media-worker.jar"))
        .hasSameBinaryContentAs(Path.of("target/media-worker.jar"));
    assertThat(whatIsBuilt()).containsExactly(elsewhere);
  }

  private List<Path> whatIsBuilt() throws IOException {
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).startsWith("media-worker.new"))
          .toList();
    }
  }

  /** As under cron, or a bare systemd: nothing says that texts are UTF-8. */
  @Test
  void texts_beyond_ascii_are_kept_where_the_locale_is_posix() throws Exception {
    prepareNothing();
    Path db = folder.resolve("jobs.db");
    awaitGoodEnd(start(worker(), "init", "--db", db.toString()));
    Path script = // its bytes are UTF-8, whatever this JVM's own arguments are encoded as
        Files.writeString(
            folder.resolve("cron.sh"),
            "LC_ALL=POSIX exec '%s' submit noop --db '%s' --note 'Grüße'\n"
                .formatted(worker(), db));
    awaitGoodEnd(start("sh", script.toString()));
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + db);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT prompt FROM jobs")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("Grüße");
    }
  }

  @Test
  void a_java_that_is_missing_or_too_old_is_told_and_prepares_nothing() throws Exception {
    Path nowhere = folder.resolve("no jdk");
    assertThat(refused(nowhere))
        .isEqualTo(
            "JAVA_HOME is "
                + nowhere
                + ", where there is no bin/java: let it name a JDK 17 or newer, or unset it to have"
                + " the java in the PATH.\n");
    for (String version : List.of("11.0.25", "1.8.0_432")) {
      Path old = folder.resolve("jdk-" + version);
      Path java = Files.createDirectories(old.resolve("bin")).resolve("java");
      Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"" + version + "\"' >&2\n");
      assertThat(java.toFile().setExecutable(true)).isTrue();
      assertThat(refused(old))
          .isEqualTo(
              java
                  + " is version "
                  + version
                  + ", and the worker needs 17 or newer: install a JDK, or let JAVA_HOME name"
                  + " one.\n");
    }
    for (String broken : List.of("a folder", "a file that cannot be run")) {
      Path bin = Files.createDirectories(folder.resolve(broken).resolve("bin"));
      if (broken.equals("a folder")) {
        Files.createDirectory(bin.resolve("java"));
      } else {
        Files.createFile(bin.resolve("java"));
      }
      assertThat(refused(folder.resolve(broken)))
          .startsWith("JAVA_HOME is " + folder.resolve(broken) + ", where there is no bin/java");
    }
    assertThat(made()).isEmpty();

    assertThat(exitCode(script("quick", QUICK_JAVA))).isZero();
    String before = Files.readString(stamp());
    refused(folder.resolve("jdk-11.0.25"));
    assertThat(stamp()).hasContent(before);
  }

  @Test
  void too_few_files_that_may_be_open_are_told_instead_of_a_stack_trace() throws Exception {
    prepareNothing();
    // The JVM raises the soft limit.
    awaitGoodEnd(start("sh", "-c", "ulimit -S -n 64; exec " + worker() + " --version"));
    Process refused = start("sh", "-c", "ulimit -n 40; exec " + worker() + " --version");
    assertThat(refused.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(refused.exitValue()).as(() -> "exit code, " + said()).isEqualTo(ExitCodes.USAGE);
    assertThat(said())
        .contains(
            "Only 40 files may be open at once (ulimit -Hn), and the worker needs 128 or more:"
                + " raise the limit, in a systemd unit by LimitNOFILE=.\n");
  }

  @Test
  void a_java_that_tells_no_version_takes_nothing_away() throws Exception {
    assertThat(exitCode(script("quick", QUICK_JAVA))).isZero();
    String before = Files.readString(stamp());
    List<Path> made = made();
    assertThat(made).hasSize(1);
    Path java = script("broken", "echo 'It is broken' >&2; exit 5\n");
    assertThat(exitCode(java)).isEqualTo(5);
    assertThat(stamp()).hasContent(before);
    assertThat(made()).isEqualTo(made);
  }

  @Test
  void the_java_is_started_once_where_nothing_can_be_prepared() throws Exception {
    Path starts = folder.resolve("starts");
    Path java = script("counting", "echo >>'%s'\n".formatted(starts) + QUICK_JAVA);
    Path another = Files.createDirectory(target.resolve("preparing"));
    assertThat(exitCode(java)).isZero();
    assertThat(Files.readAllLines(starts)).hasSize(1);

    Files.delete(another);
    assertThat(exitCode(java)).isZero();
    assertThat(made()).hasSize(1);
    Files.delete(starts);
    assertThat(exitCode(java)).isZero();
    assertThat(Files.readAllLines(starts)).hasSize(1);
  }

  /** A JDK whose java is a script. */
  private Path script(String name, String lines) throws IOException {
    Path jdk = folder.resolve(name);
    Path java = Files.createDirectories(jdk.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\n" + lines);
    assertThat(java.toFile().setExecutable(true)).isTrue();
    return jdk;
  }

  private int exitCode(Path javaHome) throws Exception {
    Process process = start("env", "JAVA_HOME=" + javaHome, worker(), "--version");
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  /** What is said with the exit code of a wrong setting. */
  private String refused(Path javaHome) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(worker(), "--version").directory(folder.toFile());
    builder.environment().put("JAVA_HOME", javaHome.toString());
    Path said = Files.createTempFile(folder, "refused", ".txt");
    Process process =
        ChildProcesses.start(builder.redirectErrorStream(true).redirectOutput(said.toFile()));
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(() -> "exit code, " + said()).isEqualTo(ExitCodes.USAGE);
    return Files.readString(said);
  }

  @Test
  void home_is_found_where_cd_looks_into_other_folders() throws Exception {
    prepareNothing();
    awaitGoodEnd(
        start("sh", "-c", "cd \"$0\" && CDPATH=. exec bin/worker --version", home.toString()));
  }

  /** As on a disk that is full: no file can be longer than 100 KB, so the library is cut. */
  @Test
  void what_could_not_be_written_whole_is_not_used() throws Exception {
    awaitGoodEnd(start("sh", "-c", "ulimit -f 200; exec \"$0\" --version", worker()));
    assertThat(made())
        .allSatisfy(
            ready -> {
              assertThat(ready.resolve("native")).isEmptyDirectory();
              assertThat(ready.resolve("media-worker.jsa")).doesNotExist();
            });
    awaitGoodEnd(start(worker(), "init", "--db", folder.resolve("jobs.db").toString()));
  }
}
