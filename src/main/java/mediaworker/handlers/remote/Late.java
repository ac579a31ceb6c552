package mediaworker.handlers.remote;

/**
 * How a task has taken longer than it may.
 *
 * @param message for the ledger
 * @param said what its provider has not done, for a person
 */
record Late(String message, String said) {}
