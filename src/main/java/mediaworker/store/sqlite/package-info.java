/**
 * The jobs table in SQLite: all SQL text is in this package and those below it. {@link
 * mediaworker.store.sqlite.SqliteJobStore} is what a worker works with, {@link
 * mediaworker.store.sqlite.desk.SqliteJobDesk} what people do.
 */
@NullMarked
package mediaworker.store.sqlite;

import org.jspecify.annotations.NullMarked;
