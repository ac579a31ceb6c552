package mediaworker.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/guarantees.md promises is held by tests that are there. */
class GuaranteesTest {

  private static final Path PAGE = Path.of("docs/guarantees.md");
  private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT))#(\\w+)`");

  @Test
  void every_promise_names_a_test_that_is_there() throws IOException {
    List<String> missing = new ArrayList<>();
    int named = 0;
    String page = Files.readString(PAGE);
    for (Matcher test = NAMED.matcher(page); test.find(); named++) {
      boolean there =
          sources(test.group(1) + ".java")
              .anyMatch(
                  text ->
                      Pattern.compile("@(Test|ParameterizedTest)[^{;]*\\bvoid " + test.group(2))
                          .matcher(
                              text.replaceAll(
                                  "\\{\\d\\}|@(Csv|Value)Source\\(\\s*(\\w+ = )?\\{[^}]*\\}\\)",
                                  ""))
                          .find());
      if (!there) {
        missing.add(test.group());
      }
    }

    assertThat(missing).isEmpty();
    assertThat(named).isGreaterThan(30);
  }

  @Test
  void every_promise_names_at_least_one() throws IOException {
    String promises =
        Files.readString(PAGE).replaceFirst("(?s)## What is not promised.*", "").strip();

    assertThat(promises.lines().filter(line -> line.startsWith("- ")))
        .hasSizeGreaterThan(20)
        .allMatch(line -> NAMED.matcher(line).find());
  }

  private static Stream<String> sources(String name) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      return files
          .filter(file -> file.endsWith(name))
          .map(
              file -> {
                try {
                  return Files.readString(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              })
          .toList()
          .stream();
    }
  }
}
