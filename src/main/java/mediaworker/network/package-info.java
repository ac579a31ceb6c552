/** Which addresses may be connected to. */
@NullMarked
package mediaworker.network;

import org.jspecify.annotations.NullMarked;
