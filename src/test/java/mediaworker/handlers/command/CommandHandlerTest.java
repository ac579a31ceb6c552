package mediaworker.handlers.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import mediaworker.assets.AssetException;
import mediaworker.assets.AssetLibrary;
import mediaworker.assets.AssetSettings;
import mediaworker.assets.FileAssetLibrary;
import mediaworker.assets.Output;
import mediaworker.concurrent.Cancellation;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.Stage;
import mediaworker.process.ChildCommand;
import mediaworker.process.ProcessRunner;
import mediaworker.workspace.Notes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Rows and programs of the installation's own, with real files and real child processes. */
@DisabledOnOs(OS.WINDOWS) // the programs are shell scripts
class CommandHandlerTest {

  private static final String USUAL =
      "(?i)\\bprogress\\s*[=:]\\s*(\\d+(?:\\.\\d+)?)|(\\d+(?:\\.\\d+)?)\\s?%";

  @TempDir Path folder;
  private String output = "png";
  private Map<String, String> environment = Map.of();
  private Duration timeLimit = Duration.ofMinutes(1);
  private Duration stallLimit = Duration.ofMinutes(1);
  private Consumer<String> beforeOutput = stem -> {};
  private final Cancellation cancellation = new Cancellation();
  private final List<String> progress = new ArrayList<>();

  @BeforeEach
  void resolveLinks() throws IOException {
    folder = folder.toRealPath();
    Files.writeString(folder.resolve("in.png"), "picture");
  }

  @Test
  void a_program_makes_a_file_of_a_file() throws Exception {
    script("cat \"$2\" > \"$4\"; echo \"scale $6\" >> \"$4\"");

    JobResult.Finished finished =
        run("{script} -i {image} -o {output} -s {scale:4}", "{\"image\": \"in.png\"}");

    assertThat(finished.result()).isEqualTo("output/upscale4x_12.png");
    assertThat(finished.outputs()).isEmpty();
    assertThat(finished.note()).isEqualTo("1 file, 0.0 KB");
    assertThat(folder.resolve("output/upscale4x_12.png")).hasContent("picturescale 4");
    assertThat(folder.resolve("output").toFile().list()).hasSize(1);
  }

  @Test
  void the_rows_fields_reach_the_program_as_they_are() throws Exception {
    script("printf '%s|' \"$@\" > \"$1\"");

    run(
        "{script} {output} {prompt} {scale} {loud} {image}",
        "{\"prompt\": \"a b; $(rm x) \\\"c\\\"\", \"scale\": -1.5, \"loud\": true,"
            + " \"image\": \"/in.png\", \"output_name\": \"mine\"}");

    assertThat(Files.readString(folder.resolve("output/mine.png")))
        .endsWith("|a b; $(rm x) \"c\"|-1.5|true|" + folder.resolve("in.png") + "|");
  }

  @Test
  void all_that_is_wrong_with_a_row_is_said_at_once() {
    assertThatThrownBy(
            () ->
                run(
                    "up {image} {scale} {prompt} {style:oil} {list} --style={style} {output}",
                    "{\"prompt\": \"--model=x\", \"style\": \"-s\", \"list\": [1], \"imge\": \"a\"}"))
        .isInstanceOf(JobFailure.class)
        .hasMessageContaining("\"image\" is missing (is \"imge\" a slip of the pen?)")
        .hasMessageContaining("\"scale\" is missing")
        .hasMessageContaining("\"list\" is [1] but must be a text or number")
        .hasMessageContaining("\"prompt\" begins with \"-\"")
        .hasMessageContaining("command.upscale4x.dashes")
        .hasMessageContaining("\"style\" begins with \"-\"");
  }

  @Test
  void a_field_that_the_settings_name_may_begin_with_a_dash() throws Exception {
    script("echo \"$2\" > \"$1\"");
    run("{script} {output} {options}", "{\"options\": \"-fast\"}");

    assertThat(folder.resolve("output/upscale4x_12.png")).hasContent("-fast");
  }

  @Test
  void progress_is_read_from_both_outputs_and_from_bars_that_go_over_themselves() throws Exception {
    script("printf ' 10%%|#   |\\r 50%%|##  |\\r'; echo progress=75 >&2; echo x > \"$1\"");

    run("{script} {output}", "{}");

    assertThat(progress)
        .contains("0.10 upscale4x: 10 %", "0.50 upscale4x: 50 %", "0.75 upscale4x: 75 %");
  }

  @Test
  void a_folder_is_collected_file_by_file() throws Exception {
    output = "dir";
    script(
        "mkdir \"$1/b\"; echo 2 > \"$1/b/mask.PNG\"; echo 1 > \"$1/a.txt\"; echo 3 > \"$1/.log\";"
            + " ln -s /etc/passwd \"$1/link.txt\"");

    JobResult.Finished finished = run("{script} {output}", "{\"output_name\": \"take.png\"}");

    assertThat(finished.result()).isEqualTo("output/take_a.txt");
    assertThat(finished.outputs()).containsExactly("output/take_a.txt", "output/take_b_mask.png");
    assertThat(folder.resolve("output/take_b_mask.png")).hasContent("2");
    assertThat(finished.note()).startsWith("2 files");
    assertThat(folder.resolve("output").toFile().list()).hasSize(2);
  }

  @Test
  void what_a_link_in_the_work_folder_points_to_is_the_output() throws Exception {
    script("echo made > made.png; ln -s made.png other; ln -s \"$PWD/other\" \"$1\"");

    JobResult.Finished finished = run("{script} {output}", "{}");

    assertThat(finished.result()).isEqualTo("output/upscale4x_12.png");
    assertThat(folder.resolve("output/upscale4x_12.png"))
        .isRegularFile()
        .hasContent("made")
        .satisfies(file -> assertThat(Files.isSymbolicLink(file)).isFalse());
    assertThat(folder.resolve("output").toFile().list()).hasSize(1);
  }

  @Test
  void a_link_that_leads_elsewhere_fails_the_job() throws Exception {
    Path elsewhere = Files.writeString(folder.resolve("elsewhere.png"), "mine");
    script("ln -s " + elsewhere + " \"$1\"");

    assertThat(failure("{script} {output}").sentence())
        .isEqualTo(
            "The program of upscale4x ended well but left a link at {output} to "
                + elsewhere
                + ", which is not in the job's work folder. Look at the setting"
                + " command.upscale4x.run.");
    assertThat(elsewhere).hasContent("mine");
    assertThat(folder.resolve("output")).isEmptyDirectory();
  }

  @Test
  void a_folder_whose_publishing_is_broken_off_leaves_no_file() throws Exception {
    output = "dir";
    script("echo 1 > \"$1/a.txt\"; echo 2 > \"$1/b.txt\"; echo 3 > \"$1/c.txt\"");
    beforeOutput =
        name -> {
          if (name.contains("_b")) {
            cancellation.cancel(Cancellation.Reason.TAKEN_BACK);
          }
        };

    assertThatThrownBy(() -> run("{script} {output}", "{}"))
        .isInstanceOf(CancellationException.class);

    assertThat(folder.resolve("output")).isEmptyDirectory();
  }

  @Test
  void a_program_that_leaves_nothing_fails_the_job() throws Exception {
    script("exit 0");
    assertThat(failure("{script} {output}").sentence())
        .isEqualTo(
            "The program of upscale4x ended well but left nothing at {output}. Look at the setting"
                + " command.upscale4x.run.");
    output = "dir";
    assertThat(failure("{script} {output}").sentence()).contains("no file in the folder");
    script(": > \"$1/empty.png\"");
    assertThat(failure("{script} {output}").sentence()).contains("an empty file, empty.png,");
  }

  @Test
  void an_exit_code_is_told_with_the_last_words_and_without_keys() throws Exception {
    environment = Map.of("HF_TOKEN", "hf_secret");
    script("echo out; echo \"no such model for $HF_TOKEN\" >&2; echo >&2; exit 3");

    JobFailure failure = failure("{script} {output}");

    assertThat(failure.sentence())
        .isEqualTo("The program of upscale4x ended with exit code 3: no such model for ***");
    assertThat(failure.kind()).isEqualTo(JobFailure.Kind.INPUT);
    assertThat(folder.resolve("output")).isEmptyDirectory();
  }

  @Test
  void what_a_signal_or_the_program_itself_calls_passing_is_tried_again() throws Exception {
    script("kill -9 $$");
    assertThat(failure("{script} {output}"))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(JobFailure.Kind.TRANSIENT))
        .hasMessage("The program of upscale4x was ended by signal 9 and said nothing.");
    script("echo busy; exit 75");
    assertThat(failure("{script} {output}"))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(JobFailure.Kind.TRANSIENT))
        .hasMessageContaining("exit code 75: busy");
  }

  @Test
  void only_named_variables_are_passed_on() throws Exception {
    environment = Map.of("CUDA_VISIBLE_DEVICES", "1");
    script("env > \"$1\"");

    run("{script} {output}", "{}");

    List<String> names =
        Files.readAllLines(folder.resolve("output/upscale4x_12.png")).stream()
            .map(line -> line.replaceFirst("=.*", ""))
            .toList();
    assertThat(names).contains("CUDA_VISIBLE_DEVICES", "PATH");
    assertThat(names).doesNotContain("MAVEN_PROJECTBASEDIR", "JAVA_HOME", "XDG_CACHE_HOME");
  }

  @Test
  void a_missing_program_is_named_with_its_setting() throws Exception {
    assertThat(failure("/no/such/upscaler {output}").sentence())
        .contains("The program /no/such/upscaler is not on this machine")
        .contains("command.upscale4x.run");
    Files.writeString(folder.resolve("notes.txt"), "not a program");
    assertThat(failure("./notes.txt {output}").sentence()).contains("may not be run");
  }

  @Test
  void a_silent_program_is_stopped() throws Exception {
    stallLimit = Duration.ofMillis(300);
    assertThat(failure("tail -f /dev/null --pid={pid:1} {output}"))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(JobFailure.Kind.TRANSIENT))
        .hasMessage(
            "The program of upscale4x wrote nothing for 0.3 s and was stopped (setting"
                + " command.upscale4x.stall-timeout).");
  }

  @Test
  void a_program_that_goes_on_and_on_is_stopped() throws Exception {
    timeLimit = Duration.ofMillis(300);
    script("while :; do echo alive; done");
    assertThat(failure("{script} {output}").sentence())
        .contains("took longer than 0.3 s")
        .contains("command.upscale4x.time-limit");
  }

  @Test
  void a_cancelled_job_kills_the_program_and_its_children() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(60_000); // a child that cannot start is told, not waited for
      StringBuilder template = new StringBuilder();
      for (String word : ChildCommand.grandchild(server.getLocalPort())) {
        template.append('\'').append(word).append("' ");
      }
      FutureTask<JobResult> job = new FutureTask<>(() -> run(template + "{output}", "{}"));
      Thread thread = new Thread(job);
      thread.start();
      try (Socket line = server.accept()) {
        cancellation.cancel(Cancellation.Reason.TAKEN_BACK);
        assertThat(line.getInputStream().read()).as("the grandchild's end").isEqualTo(-1);
      }
      assertThatThrownBy(job::get).hasCauseInstanceOf(CancellationException.class);
      thread.join();
    }
    assertThat(folder.resolve("output")).isEmptyDirectory();
  }

  private void script(String body) throws IOException {
    Path script = Files.writeString(folder.resolve("script.sh"), "#!/bin/sh\n" + body + "\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
  }

  private JobFailure failure(String template) {
    return catchThrowableOfType(JobFailure.class, () -> run(template, "{}"));
  }

  private JobResult.Finished run(String template, String inputData) throws Exception {
    ExternalProgram program =
        new ExternalProgram(
            "upscale4x",
            CommandTemplate.parse(template.replace("{script}", "./script.sh")),
            output,
            new ExternalProgram.Fields(Set.of("image", "video", "audio"), Set.of("options")),
            Pattern.compile(USUAL),
            new ExternalProgram.Surroundings(folder, null, environment, timeLimit, stallLimit));
    FileAssetLibrary files =
        new FileAssetLibrary(
            new AssetSettings(
                folder,
                folder.resolve("output"),
                folder.resolve("static/library"),
                List.of(),
                false,
                1 << 20,
                Duration.ofMinutes(1)),
            Notes.NONE);
    AssetLibrary assets =
        new AssetLibrary() {
          @Override
          public Path fetch(String reference, Path workDir, Cancellation cancellation)
              throws AssetException, IOException, InterruptedException {
            return files.fetch(reference, workDir, cancellation);
          }

          @Override
          public Output newOutput(
              Shelf shelf, String stem, String extension, @Nullable String name, String claim)
              throws AssetException, IOException {
            beforeOutput.accept(stem);
            return files.newOutput(shelf, stem, extension, name, claim);
          }
        };
    CommandHandler handler = new CommandHandler(List.of(program), assets, new ProcessRunner());
    Job job = new Job(12, "upscale4x", Stage.MAIN, inputData, null, null, 1, 3);
    return (JobResult.Finished) handler.run(handler.decode(job), new Context(job));
  }

  private final class Context implements JobContext {
    private final Job job;

    Context(Job job) {
      this.job = job;
    }

    @Override
    public Claim claim() {
      return new Claim(job, "claim-1");
    }

    @Override
    public Path workDir() throws IOException {
      return Files.createDirectories(folder.resolve("work"));
    }

    @Override
    public Cancellation cancellation() {
      return cancellation;
    }

    @Override
    public synchronized void progress(double fraction, String message) {
      progress.add(String.format(java.util.Locale.ROOT, "%.2f %s", fraction, message));
    }
  }
}
