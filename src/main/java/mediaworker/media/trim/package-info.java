/** Cutting a part out of a video, playing it there and back, and taking out single pictures. */
@NullMarked
package mediaworker.media.trim;

import org.jspecify.annotations.NullMarked;
