/** The command line: the program's entry, and which commands it has. */
@NullMarked
package mediaworker.cli;

import org.jspecify.annotations.NullMarked;
