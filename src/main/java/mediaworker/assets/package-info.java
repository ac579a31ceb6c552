/** Files and URLs that rows name, and the files that jobs leave behind. */
@NullMarked
package mediaworker.assets;

import org.jspecify.annotations.NullMarked;
