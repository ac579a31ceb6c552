/** Google Gemini: pictures, and texts about pictures and videos. */
@NullMarked
package mediaworker.providers.gemini;

import org.jspecify.annotations.NullMarked;
