/** The tables: made, looked at and brought up to date, with a copy from before. */
@NullMarked
package mediaworker.store.sqlite.schema;

import org.jspecify.annotations.NullMarked;
