/**
 * Reading a clip as small pictures with their times, kept or decoded anew: what lines its edges
 * have, where its shots are cut. Knows of no screen.
 */
@NullMarked
package mediaworker.media.keying.analysis.clip;

import org.jspecify.annotations.NullMarked;
