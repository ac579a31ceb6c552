/** Joining clips into one video: copied where they match, else brought to one form and encoded. */
@NullMarked
package mediaworker.media.stitching;

import org.jspecify.annotations.NullMarked;
