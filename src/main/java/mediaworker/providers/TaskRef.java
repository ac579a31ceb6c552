package mediaworker.providers;

/**
 * How a task is found again at its provider. Kept in the ledger, so it has to hold all that polling
 * and cancelling need.
 *
 * @param id the provider's id, for people too
 * @param operation what was asked for
 * @param path whatever else the provider class needs to build its URLs (the route of the create, a
 *     returned status path); empty when nothing. Never a full URL with a signature
 */
public record TaskRef(String id, Operation operation, String path) {}
