package mediaworker.providers.kling;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The token of the legacy standard: a JSON Web Token (RFC 7519) signed with HMAC-SHA-256 (RFC 7515
 * §3.1 and appendix A.1; "HS256" of RFC 7518 §3.2).
 */
final class KlingToken {

  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  /** As the vendor's samples have it; a token is made for each request, so it never runs out. */
  private static final long LIFE_SECONDS = 1800;

  /** Room for a clock that is ahead of Kling's. */
  private static final long EARLY_SECONDS = 5;

  private KlingToken() {}

  static String sign(String accessKey, String secretKey, Instant now) {
    ObjectNode header = JsonMapper.shared().createObjectNode();
    header.put("alg", "HS256").put("typ", "JWT");
    ObjectNode claims = JsonMapper.shared().createObjectNode();
    claims.put("iss", accessKey);
    claims.put("exp", now.getEpochSecond() + LIFE_SECONDS);
    claims.put("nbf", now.getEpochSecond() - EARLY_SECONDS);
    String signed = encode(header.toString()) + "." + encode(claims.toString());
    return signed + "." + BASE64URL.encodeToString(mac(secretKey, signed));
  }

  /**
   * What more there is to say of a token that was refused: that it is this machine's clock which is
   * wrong; empty where it is not.
   *
   * @param code Kling's: 1003 where a token does not count yet, 1004 where not any more
   * @param ahead how far Kling's clock is ahead of ours
   */
  static String wrongClock(String code, Duration ahead) {
    boolean early = code.equals("1003") && ahead.toSeconds() < -EARLY_SECONDS;
    boolean late = code.equals("1004") && ahead.toSeconds() > LIFE_SECONDS;
    if (!early && !late) {
      return "";
    }
    long seconds = ahead.abs().toSeconds();
    String by = seconds < 120 ? seconds + " seconds" : seconds / 60 + " minutes";
    String how = early ? " ahead of" : " behind";
    return "the key may be right: this machine's clock is " + by + how + " Kling's, set it";
  }

  private static String encode(String json) {
    return BASE64URL.encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] mac(String secretKey, String signed) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secretKey.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }
}
