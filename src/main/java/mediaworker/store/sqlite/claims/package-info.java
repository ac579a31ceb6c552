/**
 * A worker's round: what has ended is written, what was left behind is taken back, and the next
 * rows are claimed.
 */
@NullMarked
package mediaworker.store.sqlite.claims;

import org.jspecify.annotations.NullMarked;
