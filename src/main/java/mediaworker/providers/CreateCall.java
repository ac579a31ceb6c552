package mediaworker.providers;

import java.time.Instant;

/**
 * One paid call of a job.
 *
 * @param index from 0; a job may need several calls
 * @param count pictures that this call is to bring
 * @param model the provider's model
 * @param marker a text of letters, digits and dashes (at most 40) that no other call ever had: for
 *     providers that let the client name a task
 * @param intendedAt when the intent was written; for looking the task up
 */
public record CreateCall(int index, int count, String model, String marker, Instant intendedAt) {}
