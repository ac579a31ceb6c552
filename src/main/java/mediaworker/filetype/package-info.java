/** What files are, by their first bytes. */
@NullMarked
package mediaworker.filetype;

import org.jspecify.annotations.NullMarked;
