package mediaworker.http.api;

import java.time.Clock;
import mediaworker.http.HttpSettings;
import mediaworker.jobs.CallDesk;
import mediaworker.jobs.JobDesk;

/**
 * What the API works with.
 *
 * @param desk the queue
 * @param calls decisions about paid calls
 * @param media files and pictures
 * @param worker the worker that the server belongs to
 * @param settings where uploads go
 */
public record Backend(
    JobDesk desk,
    CallDesk calls,
    MediaDesk media,
    WorkerDesk worker,
    HttpSettings settings,
    Clock clock) {}
