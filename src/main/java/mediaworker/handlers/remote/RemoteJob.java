package mediaworker.handlers.remote;

import java.util.List;
import mediaworker.jobs.JobFailure;
import org.jspecify.annotations.Nullable;

/**
 * What a row of a paid job type asks for.
 *
 * @param provider who is to do it
 * @param others who would do it as well, where none of them has a key
 * @param draft what is to be done
 * @param outputName the file name a person wants; null for the worker's own
 * @param unreadable what is wrong with the row, where the rest is told by what was begun for it;
 *     null where it can be read
 */
record RemoteJob(
    ProviderSetup provider,
    List<ProviderSetup> others,
    MediaDraft draft,
    @Nullable String outputName,
    @Nullable JobFailure unreadable) {

  RemoteJob(
      ProviderSetup provider,
      List<ProviderSetup> others,
      MediaDraft draft,
      @Nullable String outputName) {
    this(provider, others, draft, outputName, null);
  }

  /** The same at another provider. */
  RemoteJob at(ProviderSetup other) {
    return new RemoteJob(other, List.of(), draft, outputName, unreadable);
  }
}
