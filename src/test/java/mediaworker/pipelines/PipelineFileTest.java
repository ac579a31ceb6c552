package mediaworker.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mediaworker.jobs.NewChild;
import mediaworker.jobs.Pipeline;
import mediaworker.jobs.WhenNeedFails;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PipelineFileTest {

  private static Pipeline read(String text, Map<String, ?> arguments) throws Exception {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    arguments.forEach((name, value) -> values.put(name, JsonMapper.shared().valueToTree(value)));
    return PipelineFile.parse(
        text,
        "test.yaml",
        values,
        (type, input) ->
            type.equals("nonsense") ? Optional.of("the job type is not known.") : Optional.empty());
  }

  private static List<String> problems(String text, Map<String, ?> arguments) {
    PipelineException problem =
        catchThrowableOfType(PipelineException.class, () -> read(text, arguments));
    assertThat(problem).as("nothing was wrong").isNotNull();
    return problem.problems();
  }

  private static List<String> lines(Pipeline pipeline) {
    return pipeline.steps().stream()
        .map(step -> step.step() + " " + step.type() + " " + step.inputData() + " " + step.needs())
        .toList();
  }

  @Test
  void numbers_keep_their_digits() throws Exception {
    Pipeline pipeline =
        read(
            """
            parameters: {seed: 12345678901234567890, scale: 0.10000000000000000001}
            steps:
              - name: a
                job: noop
                input: {seed: "${seed}", n: [1.10, "${scale}", 3.0], t: "x${scale}", e: 1e400}
            """,
            Map.of());

    assertThat(lines(pipeline))
        .containsExactly(
            "a noop {\"seed\":12345678901234567890,\"n\":[1.10,0.10000000000000000001,3.0],"
                + "\"t\":\"x0.10000000000000000001\",\"e\":1E+400} []");
    assertThat(pipeline.parent().inputData()).contains("\"scale\":0.10000000000000000001}");
  }

  @Test
  void numbers_stand_in_texts_as_they_are_written() throws Exception {
    Pipeline pipeline =
        read(
            """
            parameters: {a: 1e3, b: 5., c: -0.0, d: &d 1.50, e: *d}
            steps:
              - name: a
                job: noop
                input: {t: "${a} ${b} ${c} ${d} ${e}", n: "${a}"}
            """,
            Map.of());

    assertThat(lines(pipeline))
        .containsExactly("a noop {\"t\":\"1e3 5. -0.0 1.50 1.50\",\"n\":1E+3} []");
  }

  @Test
  void a_parameter_that_is_no_number_to_programs_is_told() {
    assertThat(
            problems(
                "parameters: {far: 1e999999999, near: 1}\nsteps: [{name: a, job: noop}]", Map.of()))
        .containsExactly(
            "The parameter far has the number 1e999999999, which is too large or too small for"
                + " programs.");
  }

  @Test
  void steps_come_after_those_they_need_by_name_or_by_result() throws Exception {
    Pipeline pipeline =
        read(
            """
            name: try of ${video}
            parameters: {video: in.mp4, copies: 3}
            note: for ${video}
            priority: 5
            steps:
              - {name: film, job: stitching, input: {videos: ["${job.cut.result}"]}, needs: [say]}
              - name: say
                job: noop
                on_need_failed: run_anyway
                note: hello
              - {name: cut, job: keying, input: {video: "${video}", n: "${copies}", t: "x${copies}"}}
            result: film
            """,
            Map.of());

    assertThat(lines(pipeline))
        .containsExactly(
            "say noop {} []",
            "cut keying {\"video\":\"in.mp4\",\"n\":3,\"t\":\"x3\"} []",
            "film stitching {\"videos\":[\"${job.cut.result}\"]} [cut, say]");
    assertThat(pipeline.parent().inputData())
        .isEqualTo(
            "{\"pipeline\":\"try of in.mp4\",\"parameters\":{\"video\":\"in.mp4\",\"copies\":3},"
                + "\"result\":\"film\"}");
    assertThat(pipeline.parent().prompt()).isEqualTo("for in.mp4");
    assertThat(pipeline.parent().priority()).isEqualTo(5);
    assertThat(pipeline.steps().get(0).whenNeedFails()).isEqualTo(WhenNeedFails.RUN_ANYWAY);
    assertThat(pipeline.steps().get(0).prompt()).isEqualTo("hello");
  }

  @Test
  void a_loop_makes_a_step_of_each_element_and_may_follow_another_one_by_one() throws Exception {
    Pipeline pipeline =
        read(
            """
            parameters: {videos: [a.mp4, b.mp4]}
            steps:
              - {name: cut, job: keying, for_each: "${videos}", input: {video: "${item}"}, may_fail: true}
              - {name: turn, job: trim, for_each: "${videos}", input: {source: "${job.cut.${index}.result}"}}
              - {name: film, job: stitching, input: {videos: "${job.turn.result}"}}
            """,
            Map.of("videos", List.of("x.mp4", "y.mp4")));

    assertThat(lines(pipeline))
        .containsExactly(
            "cut.1 keying {\"video\":\"x.mp4\"} []",
            "cut.2 keying {\"video\":\"y.mp4\"} []",
            "turn.1 trim {\"source\":\"${job.cut.1.result}\"} [cut.1]",
            "turn.2 trim {\"source\":\"${job.cut.2.result}\"} [cut.2]",
            "film stitching {\"videos\":\"${job.turn.result}\"} [turn.1, turn.2]");
    assertThat(pipeline.parent().inputData()).endsWith("\"may_fail\":[\"cut\"]}");
  }

  @Test
  void values_of_parameters_keep_their_types() throws Exception {
    String file =
        """
        parameters: {title: , length: }
        name: film ${title}!
        steps:
          - {name: a, job: noop, input: {title: "${title}", length: "${length}"}}
        """;
    for (String title : List.of("Take: 1", "- fox", "1.10", "1e3", "true", "[a]", "null", "")) {
      Pipeline pipeline = read(file, Map.of("title", title, "length", 2));
      String text = JsonMapper.shared().writeValueAsString(title);

      assertThat(lines(pipeline))
          .containsExactly("a noop {\"title\":" + text + ",\"length\":2} []");
      assertThat(pipeline.parent().prompt()).isEqualTo("film " + title + "!");
    }
  }

  @Test
  void a_key_that_is_there_twice_is_told_with_its_line() {
    assertThat(
            problems(
                """
                steps:
                  - {name: a, job: noop}
                name: two
                steps:
                  - {name: b, job: noop}
                """,
                Map.of()))
        .containsExactly(
            "The file has \"steps\" twice in one place, the second time in line 4: leave one of"
                + " them.");
    assertThat(
            problems(
                "steps:\n  - name: a\n    job: noop\n    input: {seconds: 1, seconds: 2}\n",
                Map.of()))
        .containsExactly(
            "The file has \"seconds\" twice in one place, the second time in line 4: leave one of"
                + " them.");
  }

  @Test
  void named_lists_are_gone_through_in_every_combination() throws Exception {
    Pipeline pipeline =
        read(
            """
            steps:
              - name: make
                job: noop
                for_each: {what: [{id: 1}, {id: 2}], where: [here, there]}
                input: {prompt: "${what.id} ${where} ${index}"}
            """,
            Map.of());

    assertThat(pipeline.steps())
        .extracting(NewChild::inputData)
        .containsExactly(
            "{\"prompt\":\"1 here 1\"}",
            "{\"prompt\":\"1 there 2\"}",
            "{\"prompt\":\"2 here 3\"}",
            "{\"prompt\":\"2 there 4\"}");
  }

  @Test
  void json_is_a_pipeline_file_too() throws Exception {
    assertThat(lines(read("{\"steps\": [{\"name\": \"a\", \"job\": \"noop\"}]}", Map.of())))
        .containsExactly("a noop {} []");
  }

  @Test
  void everything_that_is_wrong_is_told_at_once() {
    assertThat(
            problems(
                """
                parametres: {}
                parameters: {video: , copies: 3}
                steps:
                  - {name: cut, job: keying, inptu: {}, input: {video: "${vidoe}"}}
                  - {name: cut, job: keying}
                  - {name: "2 much", job: noop}
                  - {name: none}
                  - {name: odd, job: nonsense, on_need_failed: hope, needs: [cuts]}
                  - {name: all, job: noop, for_each: 5}
                  - text
                result: filmm
                """,
                Map.of("copeis", "4")))
        .containsExactlyInAnyOrder(
            "The file has a field \"parametres\", which is not known; is parameters meant?",
            "There is no parameter copeis; is copies meant?",
            "The parameter video must be given: -p video=…",
            "Step cut has a field \"inptu\", which is not known; is input meant?",
            "There are two steps named cut.",
            "Step 2 much needs a \"name\" of letters, digits, - and _, beginning with a letter.",
            "Step none: \"job\" is missing, its job type.",
            "Step odd: the job type is not known.",
            "Step odd: \"on_need_failed\" must be fail, skip or run_anyway.",
            "Step all: \"for_each\" must be a list with elements, or names with such lists.",
            "Step 7 must have fields: name, job, input.",
            "${vidoe} has no value: it is no parameter; is ${video} meant?",
            "Step odd needs the step cuts, which there is not; is cut meant?",
            "\"result\" names the step filmm, which there is not.");
  }

  @Test
  void a_step_with_a_wrong_name_is_looked_at_like_any_other() {
    assertThat(
            problems(
                """
                steps:
                  - {name: cut, job: noop}
                  - {name: cut, job: nonsense, needs: odd}
                  - {name: "2 much", job: noop, on_need_failed: never, for_each: [a, b]}
                  - {job: nonsense, on_need_failed: never, reuse: perhaps, input: {seconds: "${n}"}}
                  - {name: none, input: 5, may_fail: perhaps, needs: "2 much"}
                """,
                Map.of()))
        .containsExactlyInAnyOrder(
            "There are two steps named cut.",
            "Step cut: the job type is not known.",
            "Step cut needs the step odd, which there is not.",
            "Step 2 much needs a \"name\" of letters, digits, - and _, beginning with a letter.",
            "Step 2 much: \"on_need_failed\" must be fail, skip or run_anyway.",
            "Step 4 needs a \"name\" of letters, digits, - and _, beginning with a letter.",
            "Step 4: \"on_need_failed\" must be fail, skip or run_anyway.",
            "Step 4: \"reuse\" must be true or false.",
            "Step 4: the job type is not known.",
            "${n} has no value: it is no parameter.",
            "Step none: \"job\" is missing, its job type.",
            "Step none: \"input\" must be fields, as the job type has them.",
            "Step none: \"may_fail\" must be true or false.");
  }

  @Test
  void steps_that_need_each_other_are_refused() {
    assertThat(
            problems(
                """
                steps:
                  - {name: a, job: noop, needs: b}
                  - {name: b, job: noop, input: {x: "${job.a.result}"}}
                  - {name: c, job: noop, needs: c}
                  - {name: d, job: noop}
                """,
                Map.of()))
        .containsExactly("Steps need each other in a circle, or need such: a, b, c.");
  }

  @Test
  void what_is_no_yaml_or_no_pipeline_is_told_in_a_sentence() {
    assertThat(problems("steps: [", Map.of()).get(0)).startsWith("The file is not valid YAML");
    assertThat(problems("just words", Map.of()).get(0)).startsWith("The file must have fields");
    assertThat(problems("name: x", Map.of()).get(0)).startsWith("\"steps\" is missing");
    assertThatThrownBy(
            () -> PipelineFile.read(Path.of("none.yaml"), Map.of(), (a, b) -> Optional.empty()))
        .hasMessage("There is no file none.yaml.");
  }

  private static String digits(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).collect(Collectors.joining(", "));
  }

  @Test
  void loops_that_make_more_steps_than_may_be_are_refused_before_they_are_laid_out() {
    String list = "[" + digits(60) + "]";
    String lists = "{a: %1$s, b: %1$s, c: %1$s, d: %1$s}".formatted(list);
    assertThat(
            problems("steps: [{name: many, job: noop, for_each: %s}]".formatted(lists), Map.of()))
        .containsExactly(
            "Step many makes 12,960,000 steps: a pipeline has 10,000 at the most. Make the lists of"
                + " its \"for_each\" shorter, or several pipelines of it.");

    String twice = // 6,000 each
        "{name: %s, job: noop, for_each: {a: [" + digits(100) + "], b: [" + digits(60) + "]}}";
    assertThat(
            problems(
                "steps: [" + twice.formatted("one") + ", " + twice.formatted("two") + "]",
                Map.of()))
        .singleElement()
        .asString()
        .startsWith("Step two makes 6,000 steps and those before it 6,000: ");
  }

  @Test
  void texts_that_variables_make_too_long_are_refused() {
    String references = "${long}".repeat(2000);
    for (String input :
        List.of(
            "{a: \"" + references + "\"}",
            "{a: [\"${long}\"" + ", \"${long}\"".repeat(1999) + "]}")) {
      assertThat(
              problems(
                  "{parameters: {long: %s}, steps: [{name: a, job: noop, input: %s}]}"
                      .formatted("x".repeat(10_000), input),
                  Map.of()))
          .containsExactly(
              "With the values of its variables the file becomes longer than 10,000,000 characters:"
                  + " make the values shorter, or several pipelines of it.");
    }
  }

  @Test
  void loops_that_need_all_of_each_other_too_often_are_refused() {
    String loop = "job: noop, for_each: [" + digits(400) + "]";
    assertThat(
            problems(
                "steps: [{name: a, %1$s}, {name: b, %1$s, needs: a}]".formatted(loop), Map.of()))
        .containsExactly(
            "The steps need each other more than 100,000 times: let each need fewer, for instance"
                + " those of a loop that they follow one by one (${job.NAME.${index}.result}).");
  }

  @Test
  void a_priority_that_is_no_number_and_a_result_that_is_no_name_are_told() {
    assertThat(problems("{steps: [{name: a, job: noop}], priority: high, result: [a]}", Map.of()))
        .containsExactlyInAnyOrder(
            "\"priority\" must be a whole number, like 10; higher goes first.",
            "\"result\" must be the name of one step, as text.");
    assertThat(problems("{steps: [{name: a, job: noop}], priority: 1.5}", Map.of())).hasSize(1);
  }
}
