/** The worker in the foreground, and its reload. */
@NullMarked
package mediaworker.cli.daemon;

import org.jspecify.annotations.NullMarked;
