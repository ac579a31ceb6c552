/** The ledger of paid calls, and what holds a provider back. */
@NullMarked
package mediaworker.store.sqlite.calls;

import org.jspecify.annotations.NullMarked;
