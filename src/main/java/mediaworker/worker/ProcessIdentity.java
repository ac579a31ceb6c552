package mediaworker.worker;

import java.security.SecureRandom;
import java.util.Optional;
import mediaworker.jobs.Presence;
import mediaworker.jobs.WorkerId;
import mediaworker.workspace.ThisMachine;

/** Tells who this process is and whether another worker's process is still there. */
public final class ProcessIdentity {

  private ProcessIdentity() {}

  /** This process, under a name that no worker had before. */
  public static WorkerId current() {
    long pid = ProcessHandle.current().pid();
    String random = Long.toString(new SecureRandom().nextLong() & 0xffff_ffff_ffffL, 36);
    return new WorkerId(
        ThisMachine.host() + "-" + pid + "-" + random,
        ThisMachine.name(),
        pid,
        startOf(pid).orElse(""));
  }

  /**
   * What can be told of another worker: by pid and start time where both run on one machine, whose
   * clock does not matter then. Nothing that ran before this machine's last start is still there.
   */
  public static Presence presence(WorkerId self, WorkerId other) {
    if (self.machine().equals(other.machine())) {
      boolean there = startOf(other.pid()).equals(Optional.of(other.pidStarted()));
      return there ? Presence.ALIVE : Presence.GONE;
    }
    return ThisMachine.isEarlierBoot(other.machine(), self.machine())
        ? Presence.GONE
        : Presence.ELSEWHERE;
  }

  /** When a process started, in the platform's own terms; empty when there is none. */
  static Optional<String> startOf(long pid) {
    return ThisMachine.startOf(pid);
  }
}
