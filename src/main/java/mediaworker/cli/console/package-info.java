/**
 * How the program speaks with whoever called it: exit codes, columns, the terminal, times, signals.
 */
@NullMarked
package mediaworker.cli.console;

import org.jspecify.annotations.NullMarked;
