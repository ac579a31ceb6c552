package mediaworker.worker;

import java.time.Duration;

/**
 * How the loop works.
 *
 * @param threads jobs that run at once, at least 1
 * @param poll the safety net: how long at the most until other programs' commits are noticed where
 *     the watch hears of them
 * @param lease how long a claim holds without a sign of life
 * @param grace how long running jobs may go on when the worker is asked to stop
 * @param drain whether to end when nothing is left to do
 */
public record DispatcherSettings(
    int threads, Duration poll, Duration lease, Duration grace, boolean drain) {}
