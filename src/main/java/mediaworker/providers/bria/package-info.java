/** BRIA: pictures and videos without their background. */
@NullMarked
package mediaworker.providers.bria;

import org.jspecify.annotations.NullMarked;
