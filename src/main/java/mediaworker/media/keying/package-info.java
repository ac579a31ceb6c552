/**
 * Green- and blue-screen keying. {@link mediaworker.media.keying.Keyer} takes a request, has the
 * clip measured, the graph built and the result written, and looks at what was written. Its parts
 * know each other in one direction: {@code color}, {@code request}, {@code analysis}, {@code
 * graph}, {@code output}.
 */
@NullMarked
package mediaworker.media.keying;

import org.jspecify.annotations.NullMarked;
