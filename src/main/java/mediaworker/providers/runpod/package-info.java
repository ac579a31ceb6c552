/** Runpod serverless: jobs of the user's own on GPUs. */
@NullMarked
package mediaworker.providers.runpod;

import org.jspecify.annotations.NullMarked;
