/** Settings: their names, defaults, sources and problems. */
@NullMarked
package mediaworker.config;

import org.jspecify.annotations.NullMarked;
