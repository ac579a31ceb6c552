/**
 * Measuring a clip on small pictures: the screen's colour, the empty screen, and what is known of
 * the subject in each cell. Nothing here knows of filters.
 */
@NullMarked
package mediaworker.media.keying.analysis;

import org.jspecify.annotations.NullMarked;
