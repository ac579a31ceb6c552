package mediaworker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import mediaworker.concurrent.Cancellation;
import mediaworker.workspace.Notes;
import mediaworker.workspace.ThisMachine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(120)
class ProcessRunnerTest {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(300);

  private final ProcessRunner runner = new ProcessRunner();

  @Test
  void much_output_on_both_pipes_at_once_does_not_block_the_child() throws Exception {
    List<String> lines = new ArrayList<>();
    ProcessEnd end = run(reading(lines), LONG, null, "flood");
    assertThat(end.ok()).isTrue();
    assertThat(lines).hasSize(ChildProgram.FLOOD_LINES);
    assertThat(end.stderr()).hasSize(50);
    assertThat(end.stderr().get(49)).startsWith("err " + (ChildProgram.FLOOD_LINES - 1) + " ");
  }

  @Test
  void a_child_reads_what_is_written_for_it() throws Exception {
    AtomicReference<String> echo = new AtomicReference<>();
    ProcessRequest.Stdout reader =
        (in, alive) -> echo.set(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    byte[] line = "a line of many\n".getBytes(StandardCharsets.UTF_8);
    ProcessRequest.Stdin lines =
        out -> {
          for (int i = 0; i < 50_000; i++) { // more than a pipe holds
            out.write(line);
          }
        };
    assertThat(fed(lines, reader, "echo").ok()).isTrue();
    assertThat(echo.get()).isEqualTo("a line of many\n".repeat(50_000));
  }

  @Test
  void a_child_that_reads_nothing_of_its_input_may_end_well() throws Exception {
    CompletableFuture<String> ended = new CompletableFuture<>();
    ProcessRequest.Stdin endless =
        out -> {
          try {
            while (true) {
              out.write(new byte[1000]);
            }
          } catch (IOException e) {
            ended.complete("nobody reads");
            throw e;
          }
        };
    assertThat(fed(endless, ProcessRequest.Stdout.DISCARDED, "exit", "0").ok()).isTrue();
    assertThat(ended.join()).isEqualTo("nobody reads");
  }

  @Test
  void a_writer_that_waits_for_something_is_woken_when_the_child_has_ended() throws Exception {
    CompletableFuture<String> ended = new CompletableFuture<>();
    ProcessRequest.Stdin waiting =
        out -> {
          try {
            new Semaphore(0).acquire();
          } catch (InterruptedException e) {
            ended.complete("woken");
          }
        };
    assertThat(fed(waiting, ProcessRequest.Stdout.DISCARDED, "exit", "0").ok()).isTrue();
    assertThat(ended.join()).isEqualTo("woken");
  }

  @Test
  void a_child_does_not_take_half_of_its_input_for_the_whole() {
    ProcessRequest.Stdin broken =
        out -> {
          out.write(1);
          out.flush();
          throw new IllegalStateException("no more could be made");
        };
    assertThatThrownBy(() -> fed(broken, ProcessRequest.Stdout.DISCARDED, "echo"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no more could be made");
  }

  @Test
  void what_breaks_beside_a_child_is_thrown_and_not_taken_for_the_childs_end() {
    ProcessRequest.Stdin writer =
        out -> {
          throw new StackOverflowError("while writing");
        };
    ProcessRequest.Stdout reader =
        (in, alive) -> {
          throw new StackOverflowError("while reading");
        };
    ProcessRequest.Stdout listener =
        new ProcessRequest.Stdout() {
          @Override
          public void read(InputStream in, Runnable alive) throws IOException {
            DISCARDED.read(in, alive);
          }

          @Override
          public void errorLine(String line, Runnable alive) {
            throw new StackOverflowError("while listening");
          }
        };
    assertThatThrownBy(() -> fed(writer, ProcessRequest.Stdout.DISCARDED, "echo"))
        .isInstanceOf(StackOverflowError.class)
        .hasMessage("while writing");
    assertThatThrownBy(() -> run(reader, LONG, null, "speak and wait"))
        .isInstanceOf(StackOverflowError.class)
        .hasMessage("while reading");
    assertThatThrownBy(() -> run(listener, LONG, null, "complain and wait"))
        .isInstanceOf(StackOverflowError.class)
        .hasMessage("while listening");
  }

  /** A busy machine makes that long; here each look at its pipe is ten seconds later. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void a_reader_that_is_busy_when_the_child_has_ended_still_gets_the_rest() throws Exception {
    Thread caller = Thread.currentThread();
    AtomicBoolean busy = new AtomicBoolean();
    AtomicLong time = new AtomicLong();
    Semaphore looks = new Semaphore(0);
    LongSupplier clock =
        () -> {
          if (busy.get() && Thread.currentThread() == caller) {
            looks.release();
            return time.addAndGet(Duration.ofSeconds(10).toNanos());
          }
          return time.get();
        };
    List<String> said = new ArrayList<>();
    ProcessRequest.Stdout slow =
        (in, alive) -> {
          said.add(new String(in.readNBytes(6), StandardCharsets.UTF_8));
          busy.set(true);
          // The first may be that at which the waiting begins, and the last has no answer yet.
          looks.acquireUninterruptibly(4);
          busy.set(false);
          said.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        };
    ProcessEnd end =
        new ProcessRunner(Notes.NONE, 0, clock)
            .run(
                ProcessRequest.of(List.of("/bin/echo", "first and the rest"), slow, LONG),
                new Cancellation());
    assertThat(end.ok()).isTrue();
    assertThat(said).containsExactly("first ", "and the rest\n");
  }

  @Test
  void the_exit_code_is_told() throws Exception {
    ProcessEnd end = run(ProcessRequest.Stdout.DISCARDED, LONG, null, "exit", "7");
    assertThat(end.how()).isEqualTo(ProcessEnd.How.EXITED);
    assertThat(end.exitCode()).isEqualTo(7);
    assertThat(end.ok()).isFalse();
  }

  /** Else a Ctrl-C in the terminal would reach it before its worker could let it end. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void a_child_stands_in_a_session_of_its_own() throws Exception {
    List<String> said = new ArrayList<>();
    runner.run(
        ProcessRequest.of(List.of("/bin/cat", "/proc/self/stat"), reading(said), LONG),
        new Cancellation());
    String[] fields = said.get(0).split(" "); // proc(5): pid, name, state, parent, group, session
    assertThat(fields[5]).isEqualTo(fields[0]);
    assertThat(fields[4]).isEqualTo(fields[0]);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void children_stand_back_as_far_as_is_set_and_keep_their_own_pid() throws Exception {
    List<String> said = new ArrayList<>();
    List<Long> noted = new ArrayList<>();
    Notes notes =
        new Notes() {
          @Override
          public Note child(long pid) {
            noted.add(pid);
            return () -> {};
          }

          @Override
          public Note output(java.nio.file.Path part) {
            return () -> {};
          }
        };
    new ProcessRunner(notes, 7)
        .run(
            ProcessRequest.of(List.of("/bin/cat", "/proc/self/stat"), reading(said), LONG),
            new Cancellation());
    String[] fields = said.get(0).split(" "); // proc(5): the pid is field 1, the niceness field 19
    int own = Integer.parseInt(niceness());
    assertThat(Integer.parseInt(fields[18])).isEqualTo(Math.min(19, own + 7));
    assertThat(noted).containsExactly(Long.parseLong(fields[0]));
  }

  private static String niceness() throws IOException {
    String stat = java.nio.file.Files.readString(java.nio.file.Path.of("/proc/self/stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16];
  }

  @Test
  void a_child_that_runs_too_long_is_killed() throws Exception {
    ProcessEnd end = run(ProcessRequest.Stdout.DISCARDED, SHORT, null, "speak and wait");
    assertThat(end.how()).isEqualTo(ProcessEnd.How.TIME_LIMIT);
    assertThat(end.ok()).isFalse();
  }

  @Test
  void a_child_without_a_sign_of_life_is_killed() throws Exception {
    ProcessEnd end = run(ProcessRequest.Stdout.DISCARDED, LONG, SHORT, "speak and wait");
    assertThat(end.how()).isEqualTo(ProcessEnd.How.STALLED);
  }

  @Test
  void cancelling_kills_grandchildren_too() throws Exception {
    try (ServerSocket switchboard = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Cancellation cancellation = new Cancellation();
      CompletableFuture<ProcessEnd> end = start(switchboard, "grandchild", cancellation);
      try (Socket line = switchboard.accept()) {
        cancellation.cancel(Cancellation.Reason.TAKEN_BACK);
        assertThat(end.get().how()).isEqualTo(ProcessEnd.How.CANCELLED);
        assertHungUp(line);
      }
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void what_a_child_leaves_running_ends_with_it() throws Exception {
    Process other = ChildProcesses.start(new ProcessBuilder("sleep", "600"));
    try {
      for (String where : List.of("", " >/dev/null 2>&1")) {
        List<String> lines = new ArrayList<>();
        ProcessEnd end =
            shell("( sleep 600" + where + " & echo $! )", reading(lines), new Cancellation());

        assertThat(end.ok()).isTrue();
        assertThat(ThisMachine.startOf(Long.parseLong(lines.get(0)))).as(where).isEmpty();
      }
      assertThat(other.isAlive()).as("what is not the child's").isTrue();
    } finally {
      ChildProcesses.end(other);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void cancelling_kills_what_has_lost_its_parent_too() throws Exception {
    Cancellation cancellation = new Cancellation();
    List<String> lines = new ArrayList<>();
    ProcessRequest.Stdout reader =
        (in, alive) -> {
          BufferedReader out =
              new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
          lines.add(out.readLine());
          cancellation.cancel(Cancellation.Reason.TAKEN_BACK);
        };

    ProcessEnd end =
        shell(
            "p=$( sleep 600 >/dev/null 2>&1 & echo $! ); echo $p; exec sleep 600",
            reader,
            cancellation);

    assertThat(end.how()).isEqualTo(ProcessEnd.How.CANCELLED);
    assertThat(ThisMachine.startOf(Long.parseLong(lines.get(0)))).isEmpty();
  }

  private ProcessEnd shell(String script, ProcessRequest.Stdout reader, Cancellation cancellation)
      throws Exception {
    return runner.run(
        new ProcessRequest(
            List.of("/bin/sh", "-c", script), Map.of(), null, reader, LONG, null, true),
        cancellation);
  }

  @Test
  void work_that_was_cancelled_before_it_began_ends_at_once() throws Exception {
    Cancellation cancellation = new Cancellation();
    cancellation.cancel(Cancellation.Reason.SHUTDOWN);
    ProcessEnd end =
        runner.run(
            ProcessRequest.of(
                ChildProgram.command("speak and wait"), ProcessRequest.Stdout.DISCARDED, LONG),
            cancellation);
    assertThat(end.how()).isEqualTo(ProcessEnd.How.CANCELLED);
  }

  @Test
  void an_interrupt_kills_the_child_and_is_passed_on() throws Exception {
    try (ServerSocket switchboard = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Throwable> thrown = new CompletableFuture<>();
      Thread caller =
          new Thread(
              () -> {
                try {
                  runner.run(request(switchboard, "call and wait"), new Cancellation());
                } catch (Exception e) {
                  thrown.complete(e);
                }
              });
      caller.start();
      try (Socket line = switchboard.accept()) {
        caller.interrupt();
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertHungUp(line);
      }
    }
  }

  @Test
  void a_reader_that_fails_ends_the_child_and_its_error_is_thrown() {
    ProcessRequest.Stdout failing =
        (in, alive) -> {
          throw new IOException("the disk is full");
        };
    assertThatThrownBy(() -> run(failing, LONG, null, "speak and wait"))
        .isInstanceOf(IOException.class)
        .hasMessage("the disk is full");
  }

  @Test
  void a_program_that_does_not_exist_is_an_io_error() {
    assertThatThrownBy(
            () ->
                runner.run(
                    ProcessRequest.of(
                        List.of("/no/such/program"), ProcessRequest.Stdout.DISCARDED, LONG),
                    new Cancellation()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void keys_in_the_environment_stay_with_the_worker() throws Exception {
    AtomicReference<List<String>> names = new AtomicReference<>(List.of());
    ProcessRequest request =
        new ProcessRequest(
            ChildProgram.command("runner"),
            Map.of("OPENAI_API_KEY", "secret", "LC_MESSAGES", "C"),
            null,
            (in, alive) ->
                names.set(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()),
            LONG,
            null);
    assertThat(runner.run(request, new Cancellation()).ok()).isTrue();
    assertThat(names.get()).contains("PATH", "LC_MESSAGES").doesNotContain("OPENAI_API_KEY");
  }

  private CompletableFuture<ProcessEnd> start(
      ServerSocket switchboard, String behaviour, Cancellation cancellation) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return runner.run(request(switchboard, behaviour), cancellation);
          } catch (IOException | InterruptedException e) {
            throw new CompletionException(e);
          }
        });
  }

  private static ProcessRequest request(ServerSocket switchboard, String behaviour) {
    String port = String.valueOf(switchboard.getLocalPort());
    return ProcessRequest.of(
        ChildProgram.command(behaviour, port), ProcessRequest.Stdout.DISCARDED, LONG);
  }

  /** A process that is gone hangs up; one that lives on keeps the line silent for ever. */
  private static void assertHungUp(Socket line) throws IOException {
    int heard;
    try {
      heard = line.getInputStream().read();
    } catch (SocketException e) {
      heard = -1; // killed in mid-sentence
    }
    assertThat(heard).isEqualTo(-1);
  }

  private ProcessEnd fed(
      ProcessRequest.Stdin stdin, ProcessRequest.Stdout stdout, String... arguments)
      throws Exception {
    return runner.run(
        ProcessRequest.of(ChildProgram.command(arguments), stdout, LONG),
        stdin,
        new Cancellation());
  }

  private ProcessEnd run(
      ProcessRequest.Stdout stdout, Duration timeLimit, Duration stallLimit, String... arguments)
      throws Exception {
    return runner.run(
        new ProcessRequest(
            ChildProgram.command(arguments), Map.of(), null, stdout, timeLimit, stallLimit),
        new Cancellation());
  }

  private static ProcessRequest.Stdout reading(List<String> lines) {
    return (in, alive) ->
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
            .lines()
            .forEach(lines::add);
  }
}
