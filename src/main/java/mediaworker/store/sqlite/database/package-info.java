/**
 * The file: its connections, how long they wait for each other, what it refuses, who else commits
 * to it.
 */
@NullMarked
package mediaworker.store.sqlite.database;

import org.jspecify.annotations.NullMarked;
