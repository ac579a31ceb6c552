/** Pipeline files: read, checked as a whole, and turned into steps. */
@NullMarked
package mediaworker.pipelines;

import org.jspecify.annotations.NullMarked;
