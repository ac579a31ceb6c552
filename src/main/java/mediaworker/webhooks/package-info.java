/** Tells other programs of jobs that have ended, at the URLs their rows name. */
@NullMarked
package mediaworker.webhooks;

import org.jspecify.annotations.NullMarked;
