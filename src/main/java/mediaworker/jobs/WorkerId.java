package mediaworker.jobs;

/**
 * Who holds claims.
 *
 * @param name the same for no two workers ever: host, pid and a random part
 * @param machine host, boot and process namespace: equal only where pids can be compared
 * @param pid the process
 * @param pidStarted when the process started, in the platform's own terms; tells it from a later
 *     process with the same pid
 */
public record WorkerId(String name, String machine, long pid, String pidStarted) {}
