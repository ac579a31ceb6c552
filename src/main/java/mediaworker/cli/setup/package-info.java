/** Commands for an installation: the database, the demonstration, the service, the shell. */
@NullMarked
package mediaworker.cli.setup;

import org.jspecify.annotations.NullMarked;
