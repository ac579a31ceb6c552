/** The vocabulary: rows, claims, outcomes and the contracts the other packages meet in. */
@NullMarked
package mediaworker.jobs;

import org.jspecify.annotations.NullMarked;
