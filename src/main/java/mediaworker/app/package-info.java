/** The one place that builds parts of several packages and starts and stops them. */
@NullMarked
package mediaworker.app;

import org.jspecify.annotations.NullMarked;
