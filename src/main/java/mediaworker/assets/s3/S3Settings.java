package mediaworker.assets.s3;

import org.jspecify.annotations.Nullable;

/**
 * Where outputs are uploaded to.
 *
 * @param place the bucket
 * @param credentials who uploads
 * @param prefix begins every key; "" or without slashes at its ends
 * @param publicUrl where the bucket's contents are seen from outside, without a slash at its end;
 *     null for the bucket's own address
 * @param keepLocal whether the local file stays
 */
public record S3Settings(
    Place place,
    Credentials credentials,
    String prefix,
    @Nullable String publicUrl,
    boolean keepLocal) {

  /**
   * A bucket.
   *
   * @param endpoint http(s) URL of a compatible server, which is then addressed path-style; null
   *     for Amazon's
   */
  public record Place(String bucket, String region, @Nullable String endpoint) {}

  /**
   * A key and its secret.
   *
   * @param sessionToken of temporary keys; null for lasting ones
   */
  public record Credentials(String accessKeyId, String secret, @Nullable String sessionToken) {
    /** Prints none of it. */
    @Override
    public String toString() {
      return "***";
    }
  }
}
