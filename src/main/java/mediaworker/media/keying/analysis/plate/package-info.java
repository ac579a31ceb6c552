/**
 * The clean plate: the screen without the subject, and how it changes with light, camera and
 * shadows.
 */
@NullMarked
package mediaworker.media.keying.analysis.plate;

import org.jspecify.annotations.NullMarked;
