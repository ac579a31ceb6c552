/** Cancellation, wake-ups and named threads. Knows nothing else of ours. */
@NullMarked
package mediaworker.concurrent;

import org.jspecify.annotations.NullMarked;
