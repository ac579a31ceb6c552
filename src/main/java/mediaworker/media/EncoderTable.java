package mediaworker.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table that {@code ffmpeg -encoders} writes: a line each, what it can do and its name. */
final class EncoderTable {

  private static final Pattern ENCODER = Pattern.compile("^ [VAS][F.][S.][X.][B.][D.] (\\w\\S*)");

  private EncoderTable() {}

  /** The names of all encoders. */
  static Set<String> names(InputStream table) throws IOException {
    Set<String> names = new TreeSet<>();
    String text = new String(table.readAllBytes(), StandardCharsets.UTF_8);
    for (String line : text.lines().toList()) {
      Matcher encoder = ENCODER.matcher(line);
      if (encoder.find()) {
        names.add(encoder.group(1));
      }
    }
    return names;
  }
}
