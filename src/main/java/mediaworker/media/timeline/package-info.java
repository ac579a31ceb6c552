/** Where the pictures of a clip lie in time, cuts by them, and the check of finished videos. */
@NullMarked
package mediaworker.media.timeline;

import org.jspecify.annotations.NullMarked;
