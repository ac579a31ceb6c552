/** Commands that look at the queue and change nothing. */
@NullMarked
package mediaworker.cli.look;

import org.jspecify.annotations.NullMarked;
