/** What people do to the queue: jobs and pipelines queued, changed, asked for. */
@NullMarked
package mediaworker.store.sqlite.desk;

import org.jspecify.annotations.NullMarked;
