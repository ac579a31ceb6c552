package mediaworker.handlers.remote;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a row of a paid job type asks for.
 *
 * @param provider who is to do it
 * @param others who would do it as well, where none of them has a key
 * @param draft what is to be done
 * @param outputName the file name a person wants; null for the worker's own
 */
record RemoteJob(
    ProviderSetup provider,
    List<ProviderSetup> others,
    MediaDraft draft,
    @Nullable String outputName) {

  /** The same at another provider. */
  RemoteJob at(ProviderSetup other) {
    return new RemoteJob(other, List.of(), draft, outputName);
  }
}
