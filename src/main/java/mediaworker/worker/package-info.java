/** The loop: claim, run, record. Knows rows and handlers only by their contracts. */
@NullMarked
package mediaworker.worker;

import org.jspecify.annotations.NullMarked;
