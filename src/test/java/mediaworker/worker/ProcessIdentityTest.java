package mediaworker.worker;

import static mediaworker.jobs.Presence.ALIVE;
import static mediaworker.jobs.Presence.ELSEWHERE;
import static mediaworker.jobs.Presence.GONE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import mediaworker.jobs.Presence;
import mediaworker.jobs.WorkerId;
import mediaworker.process.ChildProcesses;
import mediaworker.process.JavaCommand;
import org.junit.jupiter.api.Test;

/** Tells dead workers from living ones, and from other processes that have their pid now. */
class ProcessIdentityTest {

  private final WorkerId self = ProcessIdentity.current();

  @Test
  void a_process_knows_its_own_pid_and_start() {
    assertThat(self.pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(self.pidStarted()).isNotEmpty().isEqualTo(ProcessIdentity.current().pidStarted());
    assertThat(self.machine()).isNotBlank().isEqualTo(ProcessIdentity.current().machine());
  }

  @Test
  void no_two_workers_have_the_same_name_not_even_in_one_process() {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      names.add(ProcessIdentity.current().name());
    }

    assertThat(names).hasSize(100).allMatch(name -> name.matches("[a-z0-9._]+-\\d+-[a-z0-9]+"));
  }

  @Test
  void the_own_process_is_not_gone() {
    assertThat(ProcessIdentity.presence(self, ProcessIdentity.current())).isEqualTo(ALIVE);
  }

  @Test
  void a_child_is_there_until_it_has_ended() throws Exception {
    Process child = waitingChild();
    try {
      WorkerId other = worker(self.machine(), child.pid(), startOf(child.pid()));
      assertThat(ProcessIdentity.presence(self, other)).isEqualTo(ALIVE);

      child.getOutputStream().close();
      assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();

      assertThat(ProcessIdentity.startOf(child.pid())).isEmpty();
      assertThat(ProcessIdentity.presence(self, other)).isEqualTo(GONE);
    } finally {
      child.destroyForcibly();
    }
  }

  @Test
  void the_same_pid_with_another_start_is_another_process() {
    WorkerId earlier = worker(self.machine(), self.pid(), "1");

    assertThat(ProcessIdentity.presence(self, earlier)).isEqualTo(GONE);
  }

  @Test
  void a_worker_whose_start_is_not_known_is_gone_when_its_pid_is() {
    assertThat(ProcessIdentity.presence(self, worker(self.machine(), Integer.MAX_VALUE, "")))
        .isEqualTo(GONE);
  }

  @Test
  void a_worker_on_another_machine_is_never_taken_for_gone() {
    WorkerId dead = worker("elsewhere " + self.machine(), Integer.MAX_VALUE, "1");

    assertThat(ProcessIdentity.presence(self, dead)).isEqualTo(ELSEWHERE);
  }

  @Test
  void nothing_of_an_earlier_boot_of_this_machine_is_still_there() {
    WorkerId here = worker("studio boot-2 pid:[1]", self.pid(), self.pidStarted());

    assertThat(presence(here, worker("studio boot-1 pid:[1]", self.pid(), self.pidStarted())))
        .isEqualTo(GONE);
    assertThat(presence(here, worker("other boot-1 pid:[1]", self.pid(), self.pidStarted())))
        .isEqualTo(ELSEWHERE);
    assertThat(presence(here, worker("studio boot-2 pid:[2]", self.pid(), self.pidStarted())))
        .isEqualTo(ELSEWHERE);
  }

  private static Presence presence(WorkerId self, WorkerId other) {
    return ProcessIdentity.presence(self, other);
  }

  private static WorkerId worker(String machine, long pid, String started) {
    return new WorkerId("other", machine, pid, started);
  }

  private static String startOf(long pid) {
    return ProcessIdentity.startOf(pid).orElseThrow();
  }

  /** A process that ends when its standard input does. */
  private static Process waitingChild() throws IOException {
    return ChildProcesses.start(
        new ProcessBuilder(JavaCommand.line(WaitingChild.class)).redirectErrorStream(true));
  }

  /** Reads its standard input to the end. */
  static final class WaitingChild {
    public static void main(String[] arguments) throws IOException {
      System.in.readAllBytes();
    }
  }
}
