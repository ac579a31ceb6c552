package mediaworker.cli.check;

import java.util.concurrent.Callable;
import mediaworker.cli.wiring.Wiring;
import mediaworker.config.Settings;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells what is wrong with the set-up and the queue right now. */
@Command(
    name = "doctor",
    description = {
      "Tell what is wrong with the set-up and the queue right now, and what to do about it: all of"
          + " \"check\", and jobs that are stuck, types that starve, paid jobs without a key,"
          + " results that expire, pauses, a log of commits that a reader keeps from being written"
          + " back.",
      "Ends with exit code 4 when there is a problem.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  bin/worker doctor",
      "  bin/worker doctor --queue     the queue alone, quickly",
      "  bin/worker doctor --alive     for a container's health check"
    })
public final class DoctorCommand implements Callable<Integer> {

  @Spec CommandSpec spec;

  @Mixin Settings settings;

  @Option(names = "--queue", description = "Leave settings, FFmpeg and folders aside.")
  boolean queueOnly;

  @Option(
      names = "--alive",
      description = "Only whether a worker of this database runs on this machine.")
  boolean alive;

  @Override
  public Integer call() throws InterruptedException {
    Findings findings = new Findings(spec.commandLine().getOut());
    if (!queueOnly && !alive) {
      new SetupCheck(settings, spec, findings).look();
    }
    QueueCheck queue = new QueueCheck(settings, spec, findings);
    try (JobDesk desk = Wiring.desk(settings)) {
      if (alive) {
        queue.workersHere(desk.state(0));
      } else {
        queue.look(desk);
      }
    } catch (StoreException e) {
      if (queueOnly || alive) {
        findings.problem("database", e.sentence());
      }
    }
    return findings.verdict();
  }
}
