/** Where a worker keeps its work files, and what it would leave behind if it were killed. */
@NullMarked
package mediaworker.workspace;

import org.jspecify.annotations.NullMarked;
