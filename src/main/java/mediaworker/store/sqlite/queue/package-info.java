/** What people ask of the queue: rows, their stories, depths, pauses, what is left to do. */
@NullMarked
package mediaworker.store.sqlite.queue;

import org.jspecify.annotations.NullMarked;
