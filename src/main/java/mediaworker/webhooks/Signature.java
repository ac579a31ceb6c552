package mediaworker.webhooks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs notices as Standard Webhooks 1.0.0 has it: {@code v1,} and the base64 of HMAC-SHA256 over
 * {@code id.timestamp.body}, the timestamp in seconds since 1970.
 */
final class Signature {

  private static final String PREFIX = "whsec_";

  private final byte[] key;

  /**
   * @param secret base64 behind {@code whsec_}, or any text, whose bytes are then the key
   */
  Signature(String secret) {
    this.key = key(secret);
  }

  private static byte[] key(String secret) {
    if (secret.startsWith(PREFIX)) {
      try {
        return Base64.getDecoder().decode(secret.substring(PREFIX.length()));
      } catch (IllegalArgumentException e) {
        // Then it is a text that happens to begin so.
      }
    }
    return secret.getBytes(StandardCharsets.UTF_8);
  }

  /** The header {@code webhook-signature}. */
  String of(String id, long timestamp, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      byte[] sum =
          mac.doFinal((id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(sum);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
