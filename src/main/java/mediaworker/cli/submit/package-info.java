/** Commands that queue jobs and pipelines, and tell what can be queued. */
@NullMarked
package mediaworker.cli.submit;

import org.jspecify.annotations.NullMarked;
