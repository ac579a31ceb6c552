package mediaworker.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mediaworker.process.ChildProcesses;
import mediaworker.process.JavaCommand;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a killed worker leaves is cleared up by another; what lives or is a person's stays. */
@DisabledOnOs(OS.WINDOWS)
class WorkspaceTest {

  private static final long PATIENCE_SECONDS = 60;

  @TempDir Path folder;
  private final List<Process> started = new ArrayList<>();
  private Path temp;
  private Workspace mine;

  @BeforeEach
  void open() throws IOException {
    folder = folder.toRealPath();
    temp = folder.resolve("tmp");
    mine = new Workspace(temp);
  }

  @AfterEach
  void end() throws Exception {
    mine.close();
    for (Process process : started) {
      ChildProcesses.end(process);
    }
  }

  private record Other(Process process, ProcessHandle child) {}

  /** Another worker's process, which has begun an output under this name. */
  private Other occupant(Path part) throws IOException {
    Process process =
        ChildProcesses.start(
            new ProcessBuilder(
                JavaCommand.line(
                    Occupant.class, temp.toString(), part.toString(), "/bin/cat", "-")));
    started.add(process);
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    ProcessHandle child = ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
    return new Other(process, child);
  }

  /** Kills it and keeps its pipes open, so that its child does not end by itself. */
  private static void kill(Other other) throws InterruptedException {
    other.process.destroyForcibly();
    assertThat(other.process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  private List<String> clear() throws Exception {
    List<String> said = new ArrayList<>();
    for (Remains other : mine.others()) {
      said.addAll(other.clear());
    }
    return said;
  }

  private List<Path> homes() throws IOException {
    try (var all = Files.list(temp)) {
      return all.toList();
    }
  }

  @Test
  void files_and_children_of_a_killed_worker_are_cleared_up() throws Exception {
    Path part = folder.resolve(".keyed_7.7-abc.part.webm");
    Other other = occupant(part);
    kill(other);

    List<String> said = clear();

    assertThat(part).doesNotExist();
    assertThat(homes()).isEmpty();
    assertThat(said)
        .anyMatch(line -> line.contains("Removed the half-written output " + part))
        .anyMatch(line -> line.contains("Removed the work files of a worker that was killed"));
    assertThat(clear()).isEmpty();
  }

  /** A power cut would take the name else, and with it the ends that no database has. */
  @Test
  void the_name_of_what_is_kept_is_brought_onto_the_disk() throws Exception {
    List<String> synced = new ArrayList<>();
    try (Workspace other =
        new Workspace(temp, of -> synced.add(of + " " + Files.exists(of.resolve("kept.json"))))) {
      Path kept = other.keep("[]");
      assertThat(synced).containsExactly(kept.getParent() + " true", temp + " false");
      other.forget();
    }
  }

  @Test
  void a_child_that_outlives_its_worker_is_ended() throws Exception {
    Other other = occupant(folder.resolve(".x.1-a.part.webm"));
    // A child of ours that the dead one has noted: it does not hang on the dead one's pipes.
    Process orphan = ChildProcesses.start(new ProcessBuilder("/bin/cat", "-"));
    started.add(orphan);
    note(orphan.pid(), ThisMachine.startOf(orphan.pid()).orElseThrow());
    kill(other);

    assertThat(clear()).anyMatch(line -> line.contains("Ended process " + orphan.pid()));
    assertThat(orphan.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void a_process_that_has_the_pid_of_a_dead_child_is_left_alone() throws Exception {
    Other other = occupant(folder.resolve(".x.1-a.part.webm"));
    Process innocent = ChildProcesses.start(new ProcessBuilder("/bin/cat", "-"));
    started.add(innocent);
    note(innocent.pid(), "12");
    kill(other);

    clear();
    assertThat(homes()).isEmpty();
    assertThat(innocent.isAlive()).isTrue();
  }

  private void note(long pid, String start) throws IOException {
    Files.writeString(
        homes().get(0).resolve(Workspace.CHILDREN).resolve(String.valueOf(pid)), start);
  }

  @Test
  void a_living_worker_is_left_alone() throws Exception {
    Path part = folder.resolve(".keyed_7.7-abc.part.webm");
    Other other = occupant(part);

    assertThat(clear()).isEmpty();
    assertThat(part).exists();
    assertThat(other.child.isAlive()).isTrue();
    try (var files = Files.walk(temp)) {
      assertThat(files.map(file -> file.getFileName().toString())).contains("frames.raw", "lock");
    }
  }

  @Test
  void a_file_without_a_temporary_name_of_ours_stays() throws Exception {
    Path film = folder.resolve("holidays.mp4");
    Other other = occupant(film);
    kill(other);

    clear();
    assertThat(homes()).isEmpty();
    assertThat(film).exists();
  }

  @Test
  void the_own_folder_is_made_on_first_use_and_goes_at_the_end() throws Exception {
    assertThat(temp).doesNotExist();
    Path job = mine.jobFolder("9-xyz");
    assertThat(job).isEmptyDirectory();
    assertThat(mine.others()).isEmpty();
    mine.remove(job);
    assertThat(job).doesNotExist();
    mine.close();
    assertThat(homes()).isEmpty();
  }

  @Test
  void what_has_ended_is_no_longer_noted() throws Exception {
    Path part = folder.resolve(".keyed_7.7-abc.part.webm");
    try (Notes.Note output = mine.output(part);
        Notes.Note child = mine.child(ProcessHandle.current().pid())) {
      assertThat(notes()).hasSize(2);
    }
    assertThat(notes()).isEmpty();
  }

  private List<Path> notes() throws IOException {
    try (var files = Files.walk(temp)) {
      return files
          .filter(file -> Files.isRegularFile(file) && !file.endsWith(Workspace.LOCK))
          .toList();
    }
  }
}
