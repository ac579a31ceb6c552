/** The tables of MP4 files (ISO/IEC 14496-12): read, and written anew for joined clips. */
@NullMarked
package mediaworker.media.mp4;

import org.jspecify.annotations.NullMarked;
