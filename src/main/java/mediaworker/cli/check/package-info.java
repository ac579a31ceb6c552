/** Commands that tell what is wrong with the set-up and with the queue. */
@NullMarked
package mediaworker.cli.check;

import org.jspecify.annotations.NullMarked;
