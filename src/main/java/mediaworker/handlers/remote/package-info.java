/**
 * Jobs that a provider does for money: which provider, sent once, waited for without a thread,
 * fetched until it is ours.
 */
@NullMarked
package mediaworker.handlers.remote;

import org.jspecify.annotations.NullMarked;
