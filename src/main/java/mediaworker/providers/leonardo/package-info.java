/** Leonardo.Ai: pictures, videos and the removal of backgrounds, over both versions of its API. */
@NullMarked
package mediaworker.providers.leonardo;

import org.jspecify.annotations.NullMarked;
