/** Kling AI's own API: videos from a text and pictures. */
@NullMarked
package mediaworker.providers.kling;

import org.jspecify.annotations.NullMarked;
