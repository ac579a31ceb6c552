/** Jobs that need others, parents and their children, pictures that wait for analyses. */
@NullMarked
package mediaworker.store.sqlite.needs;

import org.jspecify.annotations.NullMarked;
