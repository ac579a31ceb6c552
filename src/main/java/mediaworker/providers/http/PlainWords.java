package mediaworker.providers.http;

import java.util.Collection;
import java.util.regex.Pattern;
import mediaworker.providers.Secret;

/**
 * Makes a provider's words fit for a message: one short line without keys, URLs (which may be
 * signed), inlined files and control characters.
 */
public final class PlainWords {

  private static final int MOST_CHARACTERS = 240;

  private static final Pattern URL = Pattern.compile("(?i)\\b[a-z][a-z0-9+.-]*://[^\\s\"'<>]+");
  private static final Pattern DATA_URL = Pattern.compile("(?i)\\bdata:[a-z]+/[^\\s\"'<>]*");
  private static final Pattern INLINED = Pattern.compile("[A-Za-z0-9+/=_-]{80,}");
  private static final Pattern BLANKS =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}\\s]+");

  private PlainWords() {}

  /**
   * The text without all that.
   *
   * @param text as it came
   * @param secrets keys that must not be seen, even where the provider repeats them
   * @return at most 240 characters, without a full stop at the end
   */
  public static String of(String text, Collection<Secret> secrets) {
    String words = text;
    for (Secret secret : secrets) {
      if (!secret.reveal().isBlank()) {
        words = words.replace(secret.reveal(), "***").replace(secret.reveal().strip(), "***");
      }
    }
    words = DATA_URL.matcher(words).replaceAll("(file)");
    words = URL.matcher(words).replaceAll("(URL)");
    words = INLINED.matcher(words).replaceAll("…");
    words = BLANKS.matcher(words).replaceAll(" ").strip();
    if (words.length() > MOST_CHARACTERS) {
      int end = Character.isHighSurrogate(words.charAt(MOST_CHARACTERS - 2)) ? 2 : 1;
      words = words.substring(0, MOST_CHARACTERS - end).strip() + "…";
    }
    return words.endsWith(".") ? words.substring(0, words.length() - 1) : words;
  }
}
