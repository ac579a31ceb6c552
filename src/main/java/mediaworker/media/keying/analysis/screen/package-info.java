/**
 * Finding the screen: which colour is one, how much speaks for it, and what is a lawn or the sky.
 */
@NullMarked
package mediaworker.media.keying.analysis.screen;

import org.jspecify.annotations.NullMarked;
