/** Turns settings, as people give them, into the values the parts are built from. */
@NullMarked
package mediaworker.cli.wiring;

import org.jspecify.annotations.NullMarked;
