/**
 * The small picture that everything is measured in, and arithmetic over its cells: sums, distances,
 * filling. Knows of no clip.
 */
@NullMarked
package mediaworker.media.keying.analysis.grid;

import org.jspecify.annotations.NullMarked;
