package mediaworker.store.sqlite.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Scripts of SQL that come with the worker. */
final class SqlScript {

  private SqlScript() {}

  /**
   * Cuts a script of ours at the semicolons that end a line. Comments within a statement stay, so
   * that they are seen with {@code .schema jobs}; those between statements go.
   */
  static List<String> statements(String script) {
    List<String> statements = new ArrayList<>();
    StringBuilder statement = new StringBuilder();
    for (String line : script.lines().toList()) {
      String code = line.replaceFirst("(^|\\s+)--.*$", "").stripTrailing();
      if (code.isEmpty() && statement.isEmpty()) {
        continue;
      }
      statement.append(line).append('\n');
      if (code.endsWith(";")) {
        statements.add(statement.toString().strip());
        statement.setLength(0);
      }
    }
    if (!statement.isEmpty()) {
      statements.add(statement.toString().strip());
    }
    return statements;
  }

  /** Reads a script from the class path. */
  static String read(String resource) {
    try (InputStream in = SqlScript.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
