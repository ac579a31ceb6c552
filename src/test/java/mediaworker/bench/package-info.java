/**
 * What {@code bench/run} measures. Not tests: figures depend on the machine, so nothing here ever
 * fails a build; it is only compiled with it.
 */
@NullMarked
package mediaworker.bench;

import org.jspecify.annotations.NullMarked;
