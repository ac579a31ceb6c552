/**
 * What a picture's levels mean: matrices, the screen's channel and colour, and the form in which
 * all keying works.
 */
@NullMarked
package mediaworker.media.keying.color;

import org.jspecify.annotations.NullMarked;
