package mediaworker.handlers.remote;

import org.jspecify.annotations.Nullable;

/**
 * What a row of a paid job type asks for.
 *
 * @param provider who is to do it
 * @param draft what is to be done
 * @param outputName the file name a person wants; null for the worker's own
 */
record RemoteJob(ProviderSetup provider, MediaDraft draft, @Nullable String outputName) {

  /** The same at another provider. */
  RemoteJob at(ProviderSetup other) {
    return new RemoteJob(other, draft, outputName);
  }
}
