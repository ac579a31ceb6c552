/** Child processes: started, drained, watched and killed with their children. */
@NullMarked
package mediaworker.process;

import org.jspecify.annotations.NullMarked;
