/**
 * FFmpeg's filters that make a keyed picture from the clip and what was measured. Strings alone:
 * nothing is run here.
 */
@NullMarked
package mediaworker.media.keying.graph;

import org.jspecify.annotations.NullMarked;
