/**
 * Green- and blue-screen keying: measuring the screen, building the filter graph that removes it,
 * and running it into each output format.
 */
@NullMarked
package mediaworker.media.keying;

import org.jspecify.annotations.NullMarked;
