/** What bin/worker demo shows: drawn green-screen clips and a before-and-after sheet. */
@NullMarked
package mediaworker.demo;

import org.jspecify.annotations.NullMarked;
