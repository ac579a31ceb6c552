/** Jobs that are made of other jobs, and what such have in common. */
@NullMarked
package mediaworker.handlers.parents;

import org.jspecify.annotations.NullMarked;
