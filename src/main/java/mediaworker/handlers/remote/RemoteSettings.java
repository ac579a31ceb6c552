package mediaworker.handlers.remote;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import mediaworker.providers.Operation;

/**
 * How paid jobs are done.
 *
 * @param callsDir where answers are kept until their outputs are delivered; survives restarts
 * @param preferred the provider for rows that name none, by operation; where there is none, the
 *     first that has a key
 * @param pause how long a provider is left alone after it refused the key or the money
 * @param settling how long after a call was lost a provider that does not know it may still have it
 *     on the way into its books; only then is the call taken for never sent
 * @param checkpoint hears of each step that a crash must not harm, by name; for tests that kill the
 *     process there
 */
public record RemoteSettings(
    Path callsDir,
    Map<Operation, String> preferred,
    Duration pause,
    Duration settling,
    Consumer<String> checkpoint) {

  /** Long enough for any provider. */
  public static final Duration USUAL_SETTLING = Duration.ofSeconds(20);

  public RemoteSettings {
    preferred = Map.copyOf(preferred);
  }
}
