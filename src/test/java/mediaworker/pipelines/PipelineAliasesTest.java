package mediaworker.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import mediaworker.jobs.NewChild;
import mediaworker.jobs.Pipeline;
import org.junit.jupiter.api.Test;

/** Aliases and merge keys of pipeline files. */
class PipelineAliasesTest {

  private static Pipeline read(String text) throws PipelineException {
    return PipelineFile.parse(text, "test.yaml", Map.of(), (type, input) -> Optional.empty());
  }

  private static List<String> inputs(String text) throws PipelineException {
    return read(text).steps().stream().map(NewChild::inputData).toList();
  }

  private static List<String> problems(String text) {
    PipelineException problem = catchThrowableOfType(PipelineException.class, () -> read(text));
    assertThat(problem).as("nothing was wrong").isNotNull();
    return problem.problems();
  }

  @Test
  void an_alias_stands_for_the_value_that_its_anchor_marks() throws Exception {
    assertThat(
            inputs(
                """
                parameters: {look: &look "a copper kettle", n: &n 3, on: &on true}
                steps:
                  - {name: a, job: x, input: &all {prompt: *look, n: *n, on: *on, list: &l [1, *n]}}
                  - {name: b, job: x, input: *all}
                  - {name: c, job: x, input: {prompt: &look "a tin kettle", again: *look, l: *l}}
                """))
        .containsExactly(
            "{\"prompt\":\"a copper kettle\",\"n\":3,\"on\":true,\"list\":[1,3]}",
            "{\"prompt\":\"a copper kettle\",\"n\":3,\"on\":true,\"list\":[1,3]}",
            "{\"prompt\":\"a tin kettle\",\"again\":\"a tin kettle\",\"l\":[1,3]}");
  }

  @Test
  void an_alias_may_stand_for_the_steps_and_their_texts_for_variables() throws Exception {
    assertThat(
            inputs(
                """
                parameters: {who: Ada, said: &said "hello ${who}"}
                steps:
                  - {name: a, job: x, input: {prompt: *said}}
                """))
        .containsExactly("{\"prompt\":\"hello Ada\"}");
  }

  @Test
  void a_merge_key_takes_in_fields_that_are_not_there() throws Exception {
    assertThat(
            inputs(
                """
                parameters:
                  one: &one {size: 1, model: m}
                  two: &two {size: 2, seed: 7}
                steps:
                  - {name: a, job: x, input: {prompt: p, <<: *one, model: mine}}
                  - {name: b, job: x, input: {<<: [*one, *two], prompt: p}}
                  - {name: c, job: x, input: {<<: {size: 5}}}
                """))
        .containsExactly(
            "{\"size\":1,\"model\":\"mine\",\"prompt\":\"p\"}",
            "{\"size\":1,\"model\":\"m\",\"seed\":7,\"prompt\":\"p\"}",
            "{\"size\":5}");
  }

  @Test
  void what_aliases_cannot_stand_for_is_told_with_its_line() {
    assertThat(problems("parameters: {look: &look x}\nsteps:\n  - {name: *lock, job: x}\n"))
        .containsExactly(
            "Line 3: *lock stands for a value marked &lock in a line before, which there is not; is"
                + " *look meant? A text that begins with * needs quotes.");
    assertThat(problems("steps: &all\n  - {name: a, job: x, input: {all: *all}}\n"))
        .singleElement()
        .asString()
        .startsWith("Line 2: *all stands for a value marked &all in a line before");
    assertThat(problems("note: &a text\nsteps:\n  - {<<: *a, name: b, job: x}\n"))
        .containsExactly(
            "Line 3: << takes in the fields of a map, or of a list of maps, like \"<<: *name\".");
    assertThat(problems("note: &a text\nsteps:\n  - {*a : b, name: b, job: x}\n"))
        .containsExactly("The file is not valid YAML: see line 3.");
  }

  @Test
  void aliases_that_stand_for_too_much_are_refused_before_it_is_made() {
    StringBuilder laughs = new StringBuilder("parameters:\n  a0: &a0 [ha, ha, ha]\n");
    for (int i = 1; i <= 30; i++) {
      String before = "*a" + (i - 1);
      laughs.append("  a%d: &a%d [%s, %s, %s]\n".formatted(i, i, before, before, before));
    }
    assertThat(problems(laughs + "steps: [{name: a, job: x}]\n"))
        .singleElement()
        .asString()
        .endsWith("or longer than 10,000,000 characters together. Use fewer of them.");

    StringBuilder deep = new StringBuilder("parameters:\n  a0: &a0 [ha]\n");
    for (int i = 1; i <= 2000; i++) {
      deep.append("  a%d: &a%d [*a%d]\n".formatted(i, i, i - 1));
    }
    assertThat(problems(deep + "steps: [{name: a, job: x}]\n"))
        .singleElement()
        .asString()
        .contains(" are nested more than 500 deep");
  }

  @Test
  void a_second_document_is_told() {
    assertThat(problems("steps: [{name: a, job: x}]\n---\nsteps: [{name: b, job: x}]\n"))
        .singleElement()
        .asString()
        .contains("more than one document");
  }
}
