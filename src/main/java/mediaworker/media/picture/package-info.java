/** Still pictures: put on a canvas, made larger. */
@NullMarked
package mediaworker.media.picture;

import org.jspecify.annotations.NullMarked;
