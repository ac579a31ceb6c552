/** OpenAI: pictures through the Images API or the Responses API, analyses of pictures. */
@NullMarked
package mediaworker.providers.openai;

import org.jspecify.annotations.NullMarked;
