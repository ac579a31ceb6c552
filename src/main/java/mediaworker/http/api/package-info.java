/** What is asked for and answered over HTTP: jobs, the queue, events, files, previews, metrics. */
@NullMarked
package mediaworker.http.api;

import org.jspecify.annotations.NullMarked;
