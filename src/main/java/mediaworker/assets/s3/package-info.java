/** Outputs in a bucket of S3 or something compatible. */
@NullMarked
package mediaworker.assets.s3;

import org.jspecify.annotations.NullMarked;
