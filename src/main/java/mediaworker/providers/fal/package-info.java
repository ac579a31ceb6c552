/** fal.ai: any model of its queue. */
@NullMarked
package mediaworker.providers.fal;

import org.jspecify.annotations.NullMarked;
