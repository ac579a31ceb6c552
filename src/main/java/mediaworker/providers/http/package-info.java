/** How requests go to providers: no hidden retries, answers on disk before they are read. */
@NullMarked
package mediaworker.providers.http;

import org.jspecify.annotations.NullMarked;
