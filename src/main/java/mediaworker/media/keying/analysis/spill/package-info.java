/** Which of the screen's colour is its light on the subject, and which is the subject's own. */
@NullMarked
package mediaworker.media.keying.analysis.spill;

import org.jspecify.annotations.NullMarked;
