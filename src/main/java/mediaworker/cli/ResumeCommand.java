package mediaworker.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import mediaworker.app.ProviderCatalog;
import mediaworker.config.Settings;
import mediaworker.jobs.StoreException;
import mediaworker.providers.ProviderDescription;
import mediaworker.store.sqlite.SqliteCallDesk;
import mediaworker.store.sqlite.SqliteDatabase;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Ends a provider's pause. */
@Command(
    name = "resume",
    description = {
      "Send jobs to a provider again that was paused for its key, its money or a limit.",
      "",
      "SELECT * FROM providers shows which are paused and why."
    },
    footer = {"", "Example:", "  bin/worker resume kling"})
final class ResumeCommand implements Callable<Integer> {

  @Spec CommandSpec spec;

  @Mixin Settings settings;

  @Parameters(paramLabel = "PROVIDER", description = "The provider's name, as in the ledger.")
  String provider = "";

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    String name = provider.strip().toLowerCase(Locale.ROOT);
    try (SqliteCallDesk desk =
        new SqliteCallDesk(
            SqliteDatabase.existing(settings.db(), Wiring.durability(settings)),
            Clock.system(ZoneId.systemDefault()))) {
      if (desk.resume(name)) {
        out.println("Jobs go to " + name + " again.");
        return ExitCodes.OK;
      }
      List<String> known =
          ProviderCatalog.descriptions().stream().map(ProviderDescription::name).sorted().toList();
      err.println(
          known.contains(name)
              ? name + " is not paused."
              : "There is no provider " + name + "; there are " + String.join(", ", known) + ".");
      return ExitCodes.NOTHING_TO_DO;
    } catch (StoreException e) {
      err.println(e.sentence());
      return ExitCodes.DATABASE;
    }
  }
}
