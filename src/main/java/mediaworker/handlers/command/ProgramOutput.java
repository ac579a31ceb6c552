package mediaworker.handlers.command;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mediaworker.jobs.JobContext;
import mediaworker.process.ProcessRequest;
import mediaworker.process.TextLines;

/** Listens to both outputs of a program: for progress, and for its last words. */
final class ProgramOutput implements ProcessRequest.Stdout {

  private final String name;
  private final Pattern progress;
  private final JobContext context;
  private volatile String lastLine = "";

  ProgramOutput(String name, Pattern progress, JobContext context) {
    this.name = name;
    this.progress = progress;
    this.context = context;
  }

  @Override
  public void read(InputStream in, Runnable alive) throws IOException {
    TextLines.read(
        in,
        line -> {
          alive.run();
          look(line);
          if (!line.isBlank()) {
            lastLine = line;
          }
        });
  }

  @Override
  public void errorLine(String line, Runnable alive) {
    alive.run();
    look(line);
  }

  private void look(String line) {
    Matcher found = progress.matcher(line);
    double percent = Double.NaN;
    while (found.find()) { // a progress bar may have written several over each other: the last
      percent = number(found);
    }
    if (percent >= 0 && percent <= 100) {
      context.progress(percent / 100, name + ": " + String.format(Locale.ROOT, "%.0f %%", percent));
    }
  }

  private static double number(Matcher found) {
    for (int group = 1; group <= found.groupCount(); group++) {
      String text = found.group(group);
      if (text != null) {
        try {
          return Double.parseDouble(text);
        } catch (NumberFormatException e) {
          return Double.NaN; // a pattern of the installation's that catches words too
        }
      }
    }
    return Double.NaN;
  }

  /** The last line on standard output that was not empty. */
  String lastLine() {
    return lastLine;
  }
}
