/**
 * Measuring a clip on small pictures: {@link mediaworker.media.keying.analysis.ScreenSurvey} looks
 * at it, {@link mediaworker.media.keying.analysis.Sides} writes what the matte's filters need
 * beside each frame. The packages below do the parts. Nothing here knows of filters.
 */
@NullMarked
package mediaworker.media.keying.analysis;

import org.jspecify.annotations.NullMarked;
