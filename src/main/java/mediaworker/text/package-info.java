/** Words that people write, and what they may have meant. Knows nothing else of ours. */
@NullMarked
package mediaworker.text;

import org.jspecify.annotations.NullMarked;
