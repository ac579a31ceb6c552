package mediaworker.cli.wiring;

import java.nio.file.Path;
import java.util.Iterator;
import mediaworker.app.JobTypes;
import mediaworker.config.Settings;

/** The job types that every installation has, for the completion of the shell. */
public final class JobTypeNames implements Iterable<String> {

  @Override
  public Iterator<String> iterator() {
    Settings settings = Settings.of(Path.of("jobs.db"), null, null);
    return new JobTypes(Wiring.withoutProviders(settings, true)).names().iterator();
  }
}
