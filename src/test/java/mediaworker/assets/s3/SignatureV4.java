package mediaworker.assets.s3;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The server's side of Signature Version 4, from Amazon's description of the algorithm ("Signature
 * calculations for the Authorization header: transferring payload in a single chunk").
 */
final class SignatureV4 {

  private SignatureV4() {}

  /**
   * The signature that a request should have.
   *
   * @param target path as it was sent, without query
   * @param headers the signed ones: small names in their order, and values
   * @param payloadHash SHA-256 of the body, hex
   * @param time "20130524T000000Z"
   */
  static String of(
      String method,
      String target,
      Map<String, String> headers,
      String payloadHash,
      String time,
      String region,
      String secret)
      throws GeneralSecurityException {
    StringBuilder lines = new StringBuilder();
    headers.forEach((name, value) -> lines.append(name).append(':').append(value).append('\n'));
    String request =
        String.join(
            "\n",
            method,
            target,
            "",
            lines.toString(),
            String.join(";", headers.keySet()),
            payloadHash);
    String day = time.substring(0, 8);
    String scope = day + "/" + region + "/s3/aws4_request";
    String toSign = String.join("\n", "AWS4-HMAC-SHA256", time, scope, sha256(bytes(request)));
    byte[] key = hmac(bytes("AWS4" + secret), day);
    for (String part : new String[] {region, "s3", "aws4_request"}) {
      key = hmac(key, part);
    }
    return HexFormat.of().formatHex(hmac(key, toSign));
  }

  static String sha256(byte[] bytes) throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(bytes(text));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
