/** Jobs that take what equal ones have made, instead of making it again. */
@NullMarked
package mediaworker.handlers.reuse;

import org.jspecify.annotations.NullMarked;
