/** Replicate: any model by its name. */
@NullMarked
package mediaworker.providers.replicate;

import org.jspecify.annotations.NullMarked;
