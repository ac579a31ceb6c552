package mediaworker.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobStore;
import mediaworker.jobs.NewChild;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.Stage;
import mediaworker.process.ChildProcesses;
import mediaworker.process.JavaCommand;
import mediaworker.workspace.Occupant;
import mediaworker.workspace.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptEndingsTest {

  @TempDir Path temp;

  private final List<Ending> recorded = new ArrayList<>();

  private final JobStore store =
      (JobStore)
          Proxy.newProxyInstance(
              JobStore.class.getClassLoader(),
              new Class<?>[] {JobStore.class},
              (self, method, arguments) -> {
                if (method.getName().equals("place")) {
                  return "jobs.db";
                }
                ((List<?>) arguments[0]).forEach(one -> recorded.add((Ending) one));
                return Set.of(); // none was refused
              });

  @Test
  void every_kind_of_ending_is_taken_over_as_it_was() throws Exception {
    Instant time = Instant.parse("2026-05-04T10:00:00Z");
    List<Outcome> all =
        List.of(
            new Outcome.Completed("a.png", "note", List.of("a.png", "b.png"), "{\"frames\":60}"),
            new Outcome.Failed("why"),
            new Outcome.RetryAt(time, "why"),
            new Outcome.Waiting(time, 50, "note"),
            new Outcome.Snoozed(time, "why", "kling"),
            new Outcome.WaitingForChildren(
                List.of(new NewChild("a", "noop", "{}", null)),
                List.of(3L),
                List.of(4L),
                "waiting_for_children",
                25,
                "note",
                1),
            new Outcome.Undecided("why"),
            new Outcome.Released(),
            new Outcome.TakenBack());
    assertThat(all.stream().<Class<?>>map(Object::getClass).toList())
        .containsExactlyInAnyOrder(Outcome.class.getPermittedSubclasses());
    List<Ending> endings = new ArrayList<>();
    for (Outcome outcome : all) {
      long id = endings.size() + 1;
      Job job = new Job(id, "noop", Stage.MAIN, "{}", null, null, 1, 3, false);
      endings.add(new Ending(new Claim(job, "a-" + id), outcome, Duration.ofSeconds(1)));
    }
    try (Workspace dead = new Workspace(temp)) {
      new KeptEndings(store, dead, new WorkerLog()).keep(endings);
    }

    try (Workspace mine = new Workspace(temp)) {
      boolean over =
          new KeptEndings(store, mine, new WorkerLog()).takeOver(mine.others(), Instant.now());

      assertThat(over).isTrue();
      assertThat(recorded).isEqualTo(endings);
    }
  }

  /** Whose lock is held lives; what it has kept it will record itself. */
  @Test
  void what_a_living_worker_has_kept_keeps_nobody_waiting() throws Exception {
    Process alive =
        ChildProcesses.start(
            new ProcessBuilder(
                JavaCommand.line(
                    Occupant.class,
                    temp.toString(),
                    temp.resolve(".x.1-a.part.webm").toString(),
                    "/bin/cat",
                    "-")));
    try (Workspace mine = new Workspace(temp);
        BufferedReader said =
            new BufferedReader(
                new InputStreamReader(alive.getInputStream(), StandardCharsets.UTF_8))) {
      said.readLine();
      Path home;
      try (var homes = Files.list(temp)) {
        home = homes.filter(Files::isDirectory).findFirst().orElseThrow();
      }
      Path kept = home.resolve("kept.json");
      Files.writeString(kept, "{\"database\": \"jobs.db\", \"endings\": []}");

      assertThat(
              new KeptEndings(store, mine, new WorkerLog()).takeOver(mine.others(), Instant.now()))
          .isTrue();
      assertThat(recorded).isEmpty();
      assertThat(kept).exists();
    } finally {
      ChildProcesses.end(alive);
    }
  }
}
