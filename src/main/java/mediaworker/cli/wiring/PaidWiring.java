package mediaworker.cli.wiring;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import mediaworker.app.ProviderCatalog;
import mediaworker.app.ProviderCatalog.Preference;
import mediaworker.config.Settings;
import mediaworker.handlers.remote.RemoteSettings;
import mediaworker.jobs.CallLedger;
import mediaworker.providers.Operation;
import picocli.CommandLine.Model.CommandSpec;

/** Turns what is set for paid jobs into values: who is asked, and within which limits. */
public final class PaidWiring {

  private PaidWiring() {}

  /** What may be under way, begun and spent at each provider, by its name. */
  public static Map<String, CallLedger.Limits> limits(CommandSpec command) {
    Map<String, CallLedger.Limits> limits = new LinkedHashMap<>();
    ProviderCatalog.make(Wiring.families(command), InstantSource.system())
        .forEach(setup -> limits.put(setup.description().name(), setup.limits()));
    return limits;
  }

  /** Who is preferred for rows that name no provider, by setting. */
  public static Map<String, Preference> preferences(Settings settings) {
    Map<String, Preference> all = new LinkedHashMap<>();
    prefer(all, "image-provider", Operation.IMAGE_GENERATION, settings.paid().imageProvider());
    prefer(all, "animation-provider", Operation.ANIMATION, settings.paid().animationProvider());
    prefer(
        all,
        "background-provider",
        Operation.IMAGE_BACKGROUND_REMOVAL,
        settings.paid().backgroundProvider());
    prefer(all, "analysis-provider", Operation.IMAGE_ANALYSIS, settings.paid().analysisProvider());
    return all;
  }

  /** What holds for all paid jobs. */
  static RemoteSettings remote(Settings settings) {
    Map<Operation, String> preferred = new EnumMap<>(Operation.class);
    preferences(settings)
        .values()
        .forEach(
            wish -> {
              preferred.put(wish.operation(), wish.provider());
              if (wish.operation() == Operation.IMAGE_BACKGROUND_REMOVAL) {
                preferred.put(Operation.VIDEO_BACKGROUND_REMOVAL, wish.provider());
              }
            });
    return new RemoteSettings(
        callsDir(settings),
        preferred,
        settings.paid().pause(),
        RemoteSettings.USUAL_SETTLING,
        step -> {});
  }

  private static void prefer(
      Map<String, Preference> all, String setting, Operation operation, String name) {
    String word = name.strip().toLowerCase(Locale.ROOT);
    if (!word.equals("auto")) {
      all.put(setting, new Preference(word, operation));
    }
  }

  /** Of this database alone: another one's calls must never be tidied away with ours. */
  private static Path callsDir(Settings settings) {
    String mark = Integer.toHexString(settings.db().toString().hashCode());
    return settings.outputDir().resolve(".calls").resolve(mark);
  }
}
