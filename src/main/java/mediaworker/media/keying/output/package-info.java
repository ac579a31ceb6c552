/** Running a keying into a file: encoders, sound, parts of a clip side by side, archives. */
@NullMarked
package mediaworker.media.keying.output;

import org.jspecify.annotations.NullMarked;
