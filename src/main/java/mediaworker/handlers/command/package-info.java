/** Job types that run a program of the installation's own. */
@NullMarked
package mediaworker.handlers.command;

import org.jspecify.annotations.NullMarked;
