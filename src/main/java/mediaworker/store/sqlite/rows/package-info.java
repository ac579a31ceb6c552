/** What rows hold that every part must read alike: times, being due, events, claims' tokens. */
@NullMarked
package mediaworker.store.sqlite.rows;

import org.jspecify.annotations.NullMarked;
