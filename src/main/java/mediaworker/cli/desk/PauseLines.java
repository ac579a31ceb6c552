package mediaworker.cli.desk;

import java.util.List;
import mediaworker.cli.console.When;
import mediaworker.jobs.Pause;
import mediaworker.text.PlainText;

/** What is paused, in sentences. */
public final class PauseLines {

  private PauseLines() {}

  /** A line each. */
  public static List<String> of(List<Pause> pauses, When when) {
    return pauses.isEmpty()
        ? List.of("Nothing is paused.")
        : pauses.stream().map(pause -> line(pause, when)).toList();
  }

  private static String line(Pause pause, When when) {
    return "Paused: "
        + pause.what()
        + (pause.since() == null ? "" : " since " + when.shown(pause.since()))
        + (pause.until() == null ? "" : " until " + when.shown(pause.until()))
        + (pause.reason() == null ? "" : " (" + PlainText.line(pause.reason()) + ")");
  }
}
