package mediaworker.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mediaworker.jobs.JobStore;
import mediaworker.process.ChildProcesses;
import mediaworker.workspace.ThisMachine;
import mediaworker.workspace.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeartbeatTest {

  @TempDir Path temp;

  @Test
  void what_a_dead_worker_has_left_running_is_ended_before_its_rows_come_back() throws Exception {
    Process orphan = ChildProcesses.start(new ProcessBuilder("/bin/cat", "-"));
    try (Workspace mine = new Workspace(temp)) {
      Path dead = temp.resolve("worker-1-dead");
      Path notes = Files.createDirectories(dead.resolve("children"));
      Files.writeString(dead.resolve("lock"), ThisMachine.name());
      Files.writeString(
          notes.resolve(String.valueOf(orphan.pid())),
          ThisMachine.startOf(orphan.pid()).orElseThrow());
      List<Boolean> running = new ArrayList<>();
      JobStore store =
          (JobStore)
              Proxy.newProxyInstance(
                  JobStore.class.getClassLoader(),
                  new Class<?>[] {JobStore.class},
                  (self, method, arguments) -> {
                    running.add(ThisMachine.startOf(orphan.pid()).isPresent());
                    return Map.of(); // nothing came back
                  });
      WorkerLog log = new WorkerLog();
      Heartbeat heartbeat =
          new Heartbeat(
              store,
              ProcessIdentity.current(),
              mine,
              Duration.ofMinutes(1),
              new KeptEndings(store, mine, log),
              log);

      heartbeat.glance(Instant.now());
      heartbeat.close();

      assertThat(running).containsExactly(false);
      assertThat(orphan.waitFor(1, TimeUnit.MINUTES)).isTrue();
    } finally {
      ChildProcesses.end(orphan);
    }
  }
}
