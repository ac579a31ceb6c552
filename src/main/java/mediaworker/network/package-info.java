/** Which addresses may be connected to, and requests that are sent once. */
@NullMarked
package mediaworker.network;

import org.jspecify.annotations.NullMarked;
