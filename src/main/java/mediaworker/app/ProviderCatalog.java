package mediaworker.app;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import mediaworker.config.FamilyValues;
import mediaworker.config.SettingFamily;
import mediaworker.config.Settings;
import mediaworker.handlers.remote.ProviderSetup;
import mediaworker.handlers.remote.RemoteJobs;
import mediaworker.jobs.Budget;
import mediaworker.jobs.CallLedger;
import mediaworker.providers.Operation;
import mediaworker.providers.Provider;
import mediaworker.providers.ProviderDescription;
import mediaworker.providers.ProviderSettings;
import mediaworker.providers.Secret;
import mediaworker.providers.bria.BriaProvider;
import mediaworker.providers.bytedance.ByteDanceProvider;
import mediaworker.providers.fal.FalProvider;
import mediaworker.providers.gemini.GeminiProvider;
import mediaworker.providers.kling.KlingProvider;
import mediaworker.providers.leonardo.LeonardoProvider;
import mediaworker.providers.openai.OpenAiProvider;
import mediaworker.providers.replicate.ReplicateProvider;
import mediaworker.providers.runpod.RunpodProvider;
import okhttp3.HttpUrl;

/** Every provider there is: what can be set for it, and how it is made. */
public final class ProviderCatalog {

  /** How one is made. */
  @FunctionalInterface
  private interface Maker {
    Provider make(ProviderSettings settings, InstantSource clock);
  }

  private record Entry(ProviderDescription description, Maker maker) {}

  private static final List<Entry> ENTRIES =
      List.of(
          new Entry(LeonardoProvider.DESCRIPTION, LeonardoProvider::new),
          new Entry(OpenAiProvider.DESCRIPTION, OpenAiProvider::new),
          new Entry(GeminiProvider.DESCRIPTION, GeminiProvider::new),
          new Entry(ReplicateProvider.DESCRIPTION, ReplicateProvider::new),
          new Entry(FalProvider.DESCRIPTION, FalProvider::new),
          new Entry(KlingProvider.DESCRIPTION, KlingProvider::new),
          new Entry(ByteDanceProvider.DESCRIPTION, ByteDanceProvider::new),
          new Entry(BriaProvider.DESCRIPTION, BriaProvider::new),
          new Entry(RunpodProvider.DESCRIPTION, RunpodProvider::new));

  private ProviderCatalog() {}

  /** What there is to set for each. */
  public static List<ProviderDescription> descriptions() {
    return ENTRIES.stream().map(Entry::description).toList();
  }

  /** The same as families of settings. */
  public static List<SettingFamily> families() {
    return ENTRIES.stream().map(ProviderCatalog::family).toList();
  }

  private static SettingFamily family(Entry entry) {
    ProviderDescription about = entry.description();
    Provider provider =
        entry
            .maker()
            .make(
                new ProviderSettings(about.name(), about.defaults(), Map.of()),
                InstantSource.system());
    Map<String, Set<String>> choices = new LinkedHashMap<>(about.choices());
    choices.put(ProviderDescription.TASK_TIMEOUT, RemoteJobs.jobTypes(provider));
    return new SettingFamily(about.name(), about.defaults(), choices);
  }

  /**
   * What is wrong with the providers that are set for rows that name none.
   *
   * @param preferred names by the setting they stand in, and what each has to be able to do
   * @return a sentence each
   */
  public static List<String> problems(Map<String, Preference> preferred, List<ProviderSetup> all) {
    List<String> problems = new ArrayList<>();
    preferred.forEach(
        (setting, wish) -> {
          List<String> able =
              all.stream()
                  .map(ProviderSetup::provider)
                  .filter(provider -> provider.operations().contains(wish.operation()))
                  .map(Provider::name)
                  .sorted()
                  .toList();
          if (!able.contains(wish.provider())) {
            problems.add(
                setting
                    + " is wrong: \""
                    + wish.provider()
                    + "\" is no provider of "
                    + wish.operation().words()
                    + "; there are "
                    + String.join(", ", able)
                    + ", or auto.");
          }
        });
    return problems;
  }

  /** A provider that somebody prefers for something. */
  public record Preference(String provider, Operation operation) {}

  /** Variables that hold keys. */
  public static Set<String> keyVariables() {
    Set<String> names = new LinkedHashSet<>();
    for (ProviderDescription description : descriptions()) {
      names.addAll(description.keyVariables());
      names.addAll(description.besides());
    }
    return names;
  }

  /** Makes every provider. */
  public static List<ProviderSetup> make(FamilyValues values, InstantSource clock) {
    List<ProviderSetup> setups = new ArrayList<>();
    for (Entry entry : ENTRIES) {
      setups.add(setup(entry, values, clock));
    }
    return setups;
  }

  /** Hosts of all configured URLs: keys may go to these. */
  public static Set<String> hosts(FamilyValues values) {
    Set<String> hosts = new LinkedHashSet<>();
    for (ProviderDescription description : descriptions()) {
      values
          .of(description.name())
          .forEach(
              (key, value) -> {
                HttpUrl url = key.endsWith("-url") ? HttpUrl.parse(value) : null;
                if (url != null) {
                  hosts.add(url.host());
                }
              });
    }
    return hosts;
  }

  private static ProviderSetup setup(Entry entry, FamilyValues all, InstantSource clock) {
    ProviderDescription description = entry.description();
    Map<String, String> values = new LinkedHashMap<>(description.defaults());
    values.putAll(all.of(description.name()));
    values.replaceAll((key, value) -> plain(description, key, value));
    Map<String, Secret> keys = new LinkedHashMap<>();
    Stream.concat(description.keyVariables().stream(), description.besides().stream())
        .forEach(
            variable ->
                all.secret(variable).ifPresent(secret -> keys.put(variable, new Secret(secret))));
    CallLedger.Limits limits =
        new CallLedger.Limits(
            Integer.parseInt(value(values, ProviderDescription.IN_FLIGHT)),
            Integer.parseInt(value(values, ProviderDescription.STARTS_PER_MINUTE)),
            Budget.of(value(values, ProviderDescription.DAILY_BUDGET)));
    return new ProviderSetup(
        entry.maker().make(new ProviderSettings(description.name(), values, keys), clock),
        description,
        description.keyVariables().stream().anyMatch(keys::containsKey),
        limits,
        Settings.times(value(values, ProviderDescription.TASK_TIMEOUT)),
        time(values, ProviderDescription.POLL_INTERVAL),
        Integer.parseInt(value(values, ProviderDescription.RECREATE_FAILED)));
  }

  /** Words in small letters and times in milliseconds, however they were written. */
  private static String plain(ProviderDescription description, String key, String value) {
    if (description.choices().containsKey(key)) {
      return value.strip().toLowerCase(Locale.ROOT);
    }
    boolean time = Settings.isTime(key) && !key.equals(ProviderDescription.TASK_TIMEOUT);
    return time ? Settings.time(value).toMillis() + "ms" : value;
  }

  private static String value(Map<String, String> values, String key) {
    return values.getOrDefault(key, "").strip();
  }

  private static Duration time(Map<String, String> values, String key) {
    return Settings.time(value(values, key));
  }
}
