/**
 * The HTTP side: router, answers, who may ask, files with ranges. Knows no job; what is asked for
 * and answered is in {@link mediaworker.http.api}.
 */
@NullMarked
package mediaworker.http;

import org.jspecify.annotations.NullMarked;
