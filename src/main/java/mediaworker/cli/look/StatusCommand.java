package mediaworker.cli.look;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import mediaworker.app.QueueNews;
import mediaworker.cli.console.ExitCodes;
import mediaworker.cli.console.Screen;
import mediaworker.cli.console.Terminal;
import mediaworker.cli.console.When;
import mediaworker.cli.desk.DeskCommand;
import mediaworker.cli.desk.JobsJson;
import mediaworker.cli.wiring.PaidWiring;
import mediaworker.jobs.CallLedger;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.QueueState;
import mediaworker.jobs.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the queue at a glance, once or as it goes. */
@Command(
    name = "status",
    description = {
      "Show the queue at a glance: what runs and how far it is, what waits and how long, who is"
          + " paused, which workers and providers are at it.",
      "",
      "Latency is the age of the oldest job that could run. With --watch it is a live view until"
          + " Ctrl-C; where there is no terminal, a line for each change.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  bin/worker status",
      "  bin/worker status --watch      the same as bin/worker top",
      "  bin/worker status --json | jq '.queues[] | select(.latency_seconds > 600)'"
    })
public class StatusCommand extends DeskCommand {

  private static final int MOST_ROWS = 200;

  /** However much happens, it is not drawn more often. */
  private static final Duration LEAST = Duration.ofMillis(200);

  /** Ages and times left go on without news. */
  private static final Duration MOST = Duration.ofSeconds(1);

  @Option(names = "--watch", description = "A live view, until Ctrl-C.")
  boolean watch;

  @Option(
      names = "--times",
      paramLabel = "N",
      defaultValue = "0",
      description = "With --watch: end after so many views. Default: go on")
  int times;

  @Option(names = "--json", description = "As JSON; with --watch a line for each view.")
  boolean json;

  private Map<String, CallLedger.Limits> limits = Map.of();

  @Override
  protected int run(JobDesk desk) throws StoreException, InterruptedException {
    return watch ? watch(desk) : once(desk);
  }

  private int once(JobDesk desk) throws StoreException {
    When when = When.here();
    QueueState state = desk.state(MOST_ROWS);
    List<JobDesk.Count> counts = desk.counts();
    if (json) {
      out().println(JobsJson.text(new JobsJson(when).state(state, counts)));
    } else {
      new StatusLines(state, counts, limits(state), when, Screen.width(System.getenv()))
          .all()
          .forEach(out()::println);
    }
    return ExitCodes.OK;
  }

  /** Asked only where there is a provider to be shown, and once. */
  private Map<String, CallLedger.Limits> limits(QueueState state) {
    if (limits.isEmpty() && !state.providers().isEmpty()) {
      limits = PaidWiring.limits(spec);
    }
    return limits;
  }

  int watch(JobDesk desk) throws StoreException, InterruptedException {
    When when = When.here();
    String before = "";
    try (Terminal terminal = Terminal.open(out(), json);
        QueueNews news = new QueueNews(desk)) {
      for (int view = 1; ; view++) {
        QueueState state = desk.state(MOST_ROWS);
        List<JobDesk.Count> counts = desk.counts();
        StatusLines lines = new StatusLines(state, counts, limits(state), when, terminal.width());
        if (json) {
          out().println(new JobsJson(when).state(state, counts));
        } else if (terminal.isReal()) {
          terminal.draw(when.shown(state.at()) + "  Ctrl-C ends", lines.all());
        } else {
          if (!lines.change().equals(before)) {
            out().println(lines.oneLine());
            before = lines.change();
          }
        }
        // Whoever read it has gone, as "| head" does.
        if (view == times || out().checkError()) {
          return ExitCodes.OK;
        }
        news.await(LEAST, MOST);
      }
    }
  }
}
