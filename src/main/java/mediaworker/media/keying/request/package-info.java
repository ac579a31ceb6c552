/** What a person may ask of a keying, as values that are already checked. */
@NullMarked
package mediaworker.media.keying.request;

import org.jspecify.annotations.NullMarked;
