package mediaworker.cli.setup;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Clock;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import mediaworker.app.LiveWorkers;
import mediaworker.cli.console.ExitCodes;
import mediaworker.cli.wiring.Wiring;
import mediaworker.config.Settings;
import mediaworker.jobs.StoreException;
import mediaworker.store.sqlite.SqliteJobStore;
import mediaworker.store.sqlite.database.SqliteDatabase;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Makes or upgrades the database and says what it did. */
@Command(
    name = "init",
    description = {
      "Make the database, or bring an existing one into shape, and say what was done.",
      "",
      "On a table that another program made, missing columns and indexes are added; nothing is"
          + " renamed or dropped."
    })
public final class InitCommand implements Callable<Integer> {

  @Spec CommandSpec spec;

  @Mixin Settings settings;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    boolean existed = Files.exists(settings.db());
    try {
      SqliteDatabase database =
          SqliteDatabase.orNew(settings.db(), Wiring.durability(settings))
              .among(LiveWorkers.presence());
      try (SqliteJobStore store =
          SqliteJobStore.open(database, Clock.system(ZoneId.systemDefault()))) {
        out.println((existed ? "Opened " : "Made ") + database.file());
        store.changes().forEach(change -> out.println("  " + change));
        if (store.changes().isEmpty()) {
          out.println("  nothing to do: it is in shape");
        }
      }
      return ExitCodes.OK;
    } catch (StoreException e) {
      spec.commandLine().getErr().println(e.sentence());
      return ExitCodes.DATABASE;
    }
  }
}
