/** How far the subject covers each cell of a frame, and which colour it has there. */
@NullMarked
package mediaworker.media.keying.analysis.coverage;

import org.jspecify.annotations.NullMarked;
