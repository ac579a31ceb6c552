package mediaworker.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import mediaworker.cli.CommandLineCall;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** The files by which systemd, launchd and Docker run the worker. */
class ServiceTest {

  private static final Set<String> INSTRUCTIONS =
      Set.of(
          "FROM",
          "WORKDIR",
          "COPY",
          "RUN",
          "ENV",
          "USER",
          "VOLUME",
          "STOPSIGNAL",
          "HEALTHCHECK",
          "ENTRYPOINT",
          "CMD");

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path studio;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = folder.toRealPath();
    studio = Files.createDirectory(folder.resolve("studio"));
  }

  @Test
  void a_setting_that_the_file_would_not_have_is_refused() {
    String db = studio.resolve("jobs.db").toString();
    assertThat(
            execute(
                "service", "install", "--dry-run", "--db", db, "-j", "2", "--log-level", "debug"))
        .isEqualTo(2);
    assertThat(err.toString())
        .contains("--max-concurrent-jobs and --log-level", "worker.properties");
    assertThat(out.toString()).isEmpty();
  }

  private int execute(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return CommandLineCall.execute(
        arguments, Map.of(), studio, null, new PrintWriter(out, true), new PrintWriter(err, true));
  }

  @Test
  void the_unit_in_bin_is_the_one_that_install_writes() throws Exception {
    execute(
        "service",
        "install",
        "--dry-run",
        "--kind",
        "systemd",
        "--user",
        "media",
        "--db",
        "/srv/studio/jobs.db");

    assertThat(out.toString()).isEqualTo(Files.readString(Path.of("bin/media-worker.service")));
  }

  @Test
  void install_writes_the_unit_and_says_what_to_type_next() throws Exception {
    Path units = folder.resolve("units");
    String[] command = {
      "service",
      "install",
      "--kind",
      "systemd",
      "--to",
      units.toString(),
      "--name",
      "keyer",
      "--db",
      studio.resolve("jobs.db").toString()
    };

    assertThat(execute(command)).as(err.toString()).isZero();
    Path file = units.resolve("keyer.service");
    assertThat(out.toString().lines())
        .containsExactly(
            "Wrote " + file + ". Next:",
            "  sudo systemctl daemon-reload",
            "  sudo systemctl enable --now keyer",
            "  journalctl -u keyer -f");
    assertThat(Files.readString(file))
        .contains(
            "WorkingDirectory=" + studio,
            "ExecStart=/opt/media-worker/bin/worker --db " + studio.resolve("jobs.db"),
            "User=" + Files.getOwner(studio).getName(),
            "Type=notify",
            "NotifyAccess=all",
            "WatchdogSec=",
            "ProtectSystem=strict")
        .doesNotContain("@BASE@", "@DB@", "@HOME@", "@NAME@", "@USER@", "@LOGS@");
    assertThat(execute(command)).isEqualTo(2);
    assertThat(err.toString()).isEqualTo(file + " is there already; replace it with --force.\n");
    assertThat(execute("service", "install", "--name", "a/b")).isEqualTo(2);
  }

  @Test
  void systemd_finds_nothing_wrong_with_the_unit() throws Exception {
    assumeTrue(runs("systemd-analyze", "--version"), "systemd-analyze is missing");
    execute(
        "service",
        "install",
        "--kind",
        "systemd",
        "--dry-run",
        "--db",
        studio.resolve("jobs.db").toString());
    assertThat(verified(out.toString())).isEmpty();
  }

  private List<String> verified(String text) throws Exception {
    Path unit =
        Files.writeString(
            folder.resolve("media-worker.service"),
            text.replace("/opt/media-worker/bin/worker", "/bin/true"));

    Process verify =
        new ProcessBuilder("systemd-analyze", "verify", "--man=no", unit.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    verify.waitFor();
    // Of other units of this machine it may speak as well.
    return said.lines().filter(line -> line.contains("media-worker")).toList();
  }

  @Test
  void folders_may_have_spaces_and_signs_in_their_names() throws Exception {
    studio = Files.createDirectory(folder.resolve("my studio & 100% <\"$HOME\">"));
    String db = studio.resolve("jobs.db").toString();
    execute("service", "install", "--kind", "launchd", "--dry-run", "--db", db);
    assertThat(strings(out.toString())).contains(db, studio.toString());

    execute("service", "install", "--kind", "systemd", "--dry-run", "--db", db);
    String quoted = folder + "/my studio & 100%% <\\\"$HOME\\\">";
    assertThat(out.toString().lines())
        .contains(
            "WorkingDirectory=" + studio.toString().replace("%", "%%"),
            "ReadWritePaths=\"" + quoted + "\"",
            "ExecStart=/opt/media-worker/bin/worker --db \""
                + quoted.replace("$", "$$")
                + "/jobs.db\"");
    assumeTrue(runs("systemd-analyze", "--version"), "systemd-analyze is missing");
    assertThat(verified(out.toString())).isEmpty();
  }

  @Test
  void the_launchd_file_is_a_property_list() throws Exception {
    execute(
        "service",
        "install",
        "--kind",
        "launchd",
        "--dry-run",
        "--db",
        studio.resolve("jobs.db").toString());

    assertThat(strings(out.toString()))
        .containsExactly(
            "local.media-worker",
            "/opt/media-worker/bin/worker",
            "--db",
            studio.resolve("jobs.db").toString(),
            studio.toString(),
            "Background",
            studio.resolve("logs/launchd.log").toString());
  }

  private static List<String> strings(String text) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    Document plist = factory.newDocumentBuilder().parse(new InputSource(new StringReader(text)));
    assertThat(plist.getDocumentElement().getTagName()).isEqualTo("plist");
    List<String> texts = new ArrayList<>();
    var strings = plist.getElementsByTagName("string");
    for (int i = 0; i < strings.getLength(); i++) {
      texts.add(strings.item(i).getTextContent());
    }
    return texts;
  }

  private static boolean runs(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** What hadolint would say of it, as far as it concerns this file. */
  @Test
  void the_dockerfile_is_sound() throws Exception {
    String text = Files.readString(Path.of("Dockerfile"));
    List<String> lines =
        text.replaceAll("\\\\\\n\\s*", " ")
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();
    Set<String> stages = new TreeSet<>();
    String user = "root";
    List<String> seen = new ArrayList<>();
    for (String line : lines) {
      String[] words = line.split("\\s+");
      assertThat(INSTRUCTIONS).as(line).contains(words[0]);
      seen.add(words[0]);
      switch (words[0]) {
        case "FROM" -> {
          assertThat(words[1])
              .as("a fixed version: " + line)
              .matches("[\\w./-]+:[\\w.-]*\\d[\\w.-]*");
          if (words.length == 4) {
            assertThat(words[2]).isEqualTo("AS");
            stages.add(words[3]);
          }
        }
        case "WORKDIR" -> assertThat(words[1]).startsWith("/");
        case "USER" -> user = words[1];
        case "COPY" -> copied(words, stages);
        case "RUN" -> assertThat(line).doesNotContain("sudo", "apt-get upgrade", "cd /");
        case "VOLUME" -> {
          for (String volume : line.replaceAll("[^/\\w ]", "").split(" ")) {
            if (volume.startsWith("/")) {
              assertThat(text).as("a word about " + volume).contains("#   " + volume + " ");
            }
          }
        }
        case "ENTRYPOINT", "CMD" -> assertThat(words[1]).as("without a shell").startsWith("[\"");
        default -> {}
      }
    }
    assertThat(user).isNotEqualTo("root");
    assertThat(seen).endsWith("ENTRYPOINT", "CMD").contains("HEALTHCHECK", "VOLUME");
    assertThat(Files.readAllLines(Path.of(".dockerignore"))).contains(".env", ".git", "target");
  }

  private static void copied(String[] words, Set<String> stages) {
    List<String> sources =
        java.util.Arrays.stream(words, 1, words.length - 1).collect(Collectors.toList());
    if (sources.get(0).startsWith("--from=")) {
      assertThat(stages).contains(sources.remove(0).substring("--from=".length()));
      sources.replaceAll(source -> source.replaceFirst("^/src/", ""));
      sources.removeIf(source -> source.startsWith("target/"));
    }
    for (String source : sources) {
      assertThat(Path.of(source)).as("is copied").exists();
    }
  }
}
