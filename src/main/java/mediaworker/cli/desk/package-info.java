/**
 * What all commands share that look at the queue or change it: which jobs are meant, and how they
 * are told of.
 */
@NullMarked
package mediaworker.cli.desk;

import org.jspecify.annotations.NullMarked;
