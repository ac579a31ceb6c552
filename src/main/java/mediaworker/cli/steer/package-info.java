/** Commands that change jobs and pauses, decide, and remove what is old. */
@NullMarked
package mediaworker.cli.steer;

import org.jspecify.annotations.NullMarked;
