/** What is on the disk for good, also through a power cut. */
@NullMarked
package mediaworker.disk;

import org.jspecify.annotations.NullMarked;
