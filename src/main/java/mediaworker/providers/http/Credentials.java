package mediaworker.providers.http;

import java.util.List;
import java.util.Optional;
import mediaworker.providers.FailureClass;
import mediaworker.providers.Fault;
import mediaworker.providers.ProviderDescription;
import mediaworker.providers.ProviderException;
import mediaworker.providers.ProviderSettings;

/** A provider's key as it goes into a header. */
public final class Credentials {

  private final ProviderSettings settings;
  private final ProviderDescription about;

  public Credentials(ProviderSettings settings, ProviderDescription about) {
    this.settings = settings;
    this.about = about;
  }

  /**
   * The first of the variables that is set.
   *
   * @throws ProviderException of {@link FailureClass#NO_KEY} when none is, or it can be no key
   */
  public String need(String... variables) throws ProviderException {
    String key = settings.needKey(about.keysAt(), variables).reveal().strip();
    if (!fitsHeader(key)) {
      throw new ProviderException(
          Fault.of(
              FailureClass.NO_KEY,
              "The key of "
                  + about.title()
                  + " in "
                  + variables[0]
                  + " has characters that no key has: copy it again from "
                  + about.keysAt()
                  + " into .env or the environment."));
    }
    return key;
  }

  /** The first of the variables that is set and can be a key. */
  public Optional<String> find(String... variables) {
    return List.of(variables).stream()
        .flatMap(variable -> settings.key(variable).stream())
        .map(secret -> secret.reveal().strip())
        .filter(Credentials::fitsHeader)
        .findFirst();
  }

  private static boolean fitsHeader(String key) {
    return !key.isEmpty() && key.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }
}
