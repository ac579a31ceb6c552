/** Where the matte is decided: regions that a person drew, and what lies beyond the screen. */
@NullMarked
package mediaworker.media.keying.analysis.zones;

import org.jspecify.annotations.NullMarked;
