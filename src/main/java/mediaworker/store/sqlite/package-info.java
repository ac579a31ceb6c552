/**
 * The jobs table in SQLite: all SQL text, the single writer, the watch for other programs' commits.
 */
@NullMarked
package mediaworker.store.sqlite;

import org.jspecify.annotations.NullMarked;
