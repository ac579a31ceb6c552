package mediaworker.app;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import mediaworker.concurrent.Cancellation;
import mediaworker.jobs.Presence;
import mediaworker.jobs.QueueState.WorkerLine;
import mediaworker.jobs.WorkerId;
import mediaworker.process.ProcessEnd;
import mediaworker.process.ProcessRequest;
import mediaworker.process.ProcessRunner;
import mediaworker.worker.ProcessIdentity;

/** Which of the workers that the table names are alive. */
public final class LiveWorkers {

  private LiveWorkers() {}

  /** What can be told here of any worker; costs nothing until it is asked. */
  public static Function<WorkerId, Presence> presence() {
    return worker -> ProcessIdentity.presence(ProcessIdentity.current(), worker);
  }

  /** Those whose process is there, and those of other machines, of which nobody here can tell. */
  public static List<WorkerLine> of(List<WorkerLine> workers) {
    if (workers.isEmpty()) {
      return List.of();
    }
    WorkerId self = ProcessIdentity.current();
    return workers.stream()
        .filter(line -> ProcessIdentity.presence(self, line.id()) != Presence.GONE)
        .toList();
  }

  /**
   * Asks a worker of this machine to reload its settings, by the signal USR1.
   *
   * @return false when it could not be sent
   */
  public static boolean askToReload(WorkerId worker) throws IOException, InterruptedException {
    ProcessEnd end =
        new ProcessRunner()
            .run(
                ProcessRequest.of(
                    List.of("kill", "-USR1", String.valueOf(worker.pid())),
                    ProcessRequest.Stdout.DISCARDED,
                    Duration.ofSeconds(10)),
                new Cancellation());
    return end.exitCode() == 0;
  }

  /** Those of this machine whose process is there. */
  public static List<WorkerLine> here(List<WorkerLine> workers) {
    WorkerId self = ProcessIdentity.current();
    return of(workers).stream().filter(line -> line.id().machine().equals(self.machine())).toList();
  }
}
