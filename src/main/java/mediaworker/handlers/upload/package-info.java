/** Outputs uploaded as a job's last phase. */
@NullMarked
package mediaworker.handlers.upload;

import org.jspecify.annotations.NullMarked;
