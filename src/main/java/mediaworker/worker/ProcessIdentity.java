package mediaworker.worker;

import java.security.SecureRandom;
import java.util.Optional;
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

  /** Whether the other worker ran on this machine and its process is no more. */
  public static boolean isGone(WorkerId self, WorkerId other) {
    if (!self.machine().equals(other.machine())) {
      return false; // its leases will tell
    }
    return !startOf(other.pid()).equals(Optional.of(other.pidStarted()));
  }

  /** When a process started, in the platform's own terms; empty when there is none. */
  static Optional<String> startOf(long pid) {
    return ThisMachine.startOf(pid);
  }
}
