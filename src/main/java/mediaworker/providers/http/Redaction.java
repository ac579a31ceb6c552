package mediaworker.providers.http;

import java.util.Collection;
import java.util.regex.Pattern;
import mediaworker.providers.Secret;

/**
 * Makes a provider's message fit to be shown, logged and kept: without our keys, without what
 * follows the host in a URL (paths and queries of signed URLs are secrets), without data URLs, long
 * encoded texts and control characters, and short.
 */
public final class Redaction {

  private static final Pattern URL =
      Pattern.compile("(?i)\\b([a-z][a-z0-9+.-]*://)([^/\\s\"'<>]+)([^\\s\"'<>]*)");
  private static final Pattern DATA = Pattern.compile("(?i)\\bdata:[\\w.+/-]*(;[\\w=-]+)*,\\S*");

  /** Keys as providers print them in their messages, often with stars in the middle. */
  private static final Pattern KEY =
      Pattern.compile("\\b(?:(?:sk|r8)[-_]|AIza)[\\w*-]{8,}|\\S*\\*{3,}\\S*");

  private static final Pattern ENCODED = Pattern.compile("[A-Za-z0-9+/_=-]{60,}");
  private static final Pattern HIDDEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\s]+");

  private Redaction() {}

  /**
   * Cleans a message.
   *
   * @param secrets what must not be in it
   * @param most characters, more than 1
   */
  public static String clean(String message, Collection<Secret> secrets, int most) {
    String text = HIDDEN.matcher(message).replaceAll(" ").strip();
    for (Secret secret : secrets) {
      if (!secret.reveal().isBlank()) {
        text = text.replace(secret.reveal(), "***").replace(secret.reveal().strip(), "***");
      }
    }
    text = DATA.matcher(text).replaceAll("data:…");
    text =
        URL.matcher(text).replaceAll(found -> host(found.group(1), found.group(2), found.group(3)));
    text = KEY.matcher(text).replaceAll("***");
    text = ENCODED.matcher(text).replaceAll("…");
    if (text.codePointCount(0, text.length()) > most) {
      text = text.substring(0, text.offsetByCodePoints(0, most - 1)).stripTrailing() + "…";
    }
    return text;
  }

  private static String host(String scheme, String authority, String rest) {
    String host = authority.substring(authority.lastIndexOf('@') + 1);
    String shown = scheme + host + (rest.length() > 1 ? "/…" : "");
    return java.util.regex.Matcher.quoteReplacement(shown);
  }
}
