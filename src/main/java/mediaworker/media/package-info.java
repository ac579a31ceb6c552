/** FFmpeg: where it is, how it is run with progress, and what a file is. */
@NullMarked
package mediaworker.media;

import org.jspecify.annotations.NullMarked;
