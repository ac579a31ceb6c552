/** What each job type does: its fields, its work, its result. */
@NullMarked
package mediaworker.handlers;

import org.jspecify.annotations.NullMarked;
