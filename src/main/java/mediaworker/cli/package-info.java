/** The command line: one class a command. */
@NullMarked
package mediaworker.cli;

import org.jspecify.annotations.NullMarked;
