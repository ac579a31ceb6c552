package mediaworker.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads worker.properties: UTF-8, and kinder to backslashes than Properties is. */
final class PropertiesFile {

  private static final Pattern ESCAPE = Pattern.compile("\\\\(.)", Pattern.DOTALL);

  /** What a backslash means something before: see {@link Properties#load(java.io.Reader)}. */
  private static final String ESCAPED = "\\tnrfu:=#! \r\n";

  private PropertiesFile() {}

  /**
   * The names and values that stand in the file.
   *
   * @param problems gets a sentence when it cannot be read; the answer is empty then
   */
  static Properties read(Path file, Consumer<String> problems) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(withBackslashes(TextFile.read(file))));
    } catch (CharacterCodingException e) {
      problems.accept("The settings file " + file + " cannot be read: it is not UTF-8 text.");
    } catch (IllegalArgumentException e) {
      // All that Properties complains of is an escape: a Windows path may well hold one.
      problems.accept(
          "The settings file "
              + file
              + " cannot be read: \\u begins a character's number there; write \\\\ for a"
              + " backslash.");
    } catch (IOException e) {
      problems.accept("The settings file " + file + " cannot be read: check its rights.");
    }
    return properties;
  }

  /** Keeps those that Properties would drop in silence: a pattern like (\d+)% is full of them. */
  private static String withBackslashes(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(
            escape ->
                Matcher.quoteReplacement(
                    ESCAPED.contains(escape.group(1)) ? escape.group() : "\\" + escape.group()));
  }
}
