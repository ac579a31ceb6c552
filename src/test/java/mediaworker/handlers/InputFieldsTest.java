package mediaworker.handlers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Optional;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.Remarks;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people write into rows, and the sentence they get back. */
class InputFieldsTest {

  @Test
  void broken_json_is_located_by_line_and_column() {
    assertThat(refusal(() -> of("{\"video\": \"in.mp4\",\n  \"width\" 12}")))
        .isEqualTo(
            "The column input_data is not valid JSON (line 2, column 11):"
                + " {\"video\": \"in.mp4\", \"width\" 12}.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{", "{'video': 'in.mp4'}", "{\"a\": 1} trailing", "in.mp4", "{\"a\": 1,}"})
  void everything_that_is_not_json_is_refused(String json) {
    assertThat(refusal(() -> of(json)))
        .startsWith("The column input_data is not valid JSON (line 1, column ")
        .endsWith(": " + json + ".");
  }

  @Test
  void a_field_that_is_there_twice_is_refused_by_its_name() {
    assertThat(refusal(() -> of("{\"prompt\": \"a\",\n \"prompt\": \"b\"}")))
        .startsWith(
            "The column input_data has the field \"prompt\" twice, the second time in line 2:"
                + " leave one of them: ");
    assertThat(refusal(() -> of("{\"options\": {\"a\": 1, \"a\": 1}}")))
        .contains("the field \"a\" twice");
  }

  @Test
  void of_a_job_that_has_begun_the_last_of_a_field_counts() throws JobFailure {
    assertThat(
            InputFields.begun("input_data", "{\"prompt\": \"a\", \"prompt\": \"b\"}")
                .text("prompt"))
        .isEqualTo("b");
  }

  @Test
  void a_byte_order_mark_before_the_json_does_not_matter() throws JobFailure {
    assertThat(of("\ufeff{\"video\": \"in.mp4\"}").text("video")).isEqualTo("in.mp4");
    assertThat(of("\ufeff").has("video")).isFalse();
  }

  @Test
  void every_digit_of_a_number_is_passed_on() throws JobFailure {
    String json = "{\"input\":{\"a\":0.12345678901234567890,\"b\":1.50,\"c\":1.0}}";
    assertThat(of(json).json("input").orElseThrow().toString())
        .isEqualTo("{\"a\":0.12345678901234567890,\"b\":1.50,\"c\":1.0}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e400", "-1e400", "1e-400", "1e999999999", "0e-999999999"})
  void a_number_beyond_what_programs_take_is_refused(String number) {
    assertThat(refusal(() -> of("{\"input\": [" + number + "]}")))
        .startsWith("The column input_data has the number ")
        .contains("too large or too small for programs");
  }

  @Test
  void half_a_character_is_refused() throws JobFailure {
    assertThat(refusal(() -> of("{\"prompt\": \"x\\ud83d\"}")))
        .startsWith("The column input_data has half a character in a text");
    assertThat(of("{\"prompt\": \"\\ud83d\\ude00\"}").text("prompt")).isEqualTo("\ud83d\ude00");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1, 2]", "\"in.mp4\"", "12", "true", "null"})
  void json_that_is_no_object_is_shown_what_an_object_looks_like(String json) {
    assertThat(refusal(() -> of(json)))
        .isEqualTo(
            "The column input_data must be a JSON object like {\"video\": \"in.mp4\"}, not "
                + json
                + ".");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \n ", "{}"})
  void an_empty_column_counts_as_an_empty_object(String json) throws JobFailure {
    InputFields fields = of(json);

    assertThat(fields.has("video")).isFalse();
    assertThat(remarks(fields)).isEmpty();
  }

  @Test
  void a_column_that_is_null_counts_as_an_empty_object() throws JobFailure {
    assertThat(remarks(InputFields.of("input_data", null))).isEmpty();
  }

  @Test
  void all_that_is_missing_or_mistyped_is_named_in_one_sentence() throws JobFailure {
    InputFields fields =
        of("{\"rate\": \"fast\", \"loop\": \"maybe\", \"paths\": [1], \"name\": 7}");
    fields.text("video");
    fields.number("rate", 1, 0, 10);
    fields.flag("loop", false);
    fields.texts("paths");
    fields.optionalText("name");
    fields.requiredNumber("time", 0, 10);

    assertThat(refusal(fields::done))
        .isEqualTo(
            "The input is not right: \"video\" is missing; \"rate\" is \"fast\" but must be a"
                + " number; \"loop\" is \"maybe\" but must be true or false; \"paths\" is [1] but"
                + " must be a list of texts; \"name\" is 7 but must be a text; \"time\" is"
                + " missing.");
  }

  @Test
  void a_text_of_the_wrong_type_is_not_called_missing_too() throws JobFailure {
    InputFields fields = of("{\"video\": 7}");
    fields.text("video");

    assertThat(refusal(fields::done))
        .isEqualTo("The input is not right: \"video\" is 7 but must be a text.");
  }

  @Test
  void a_misspelt_field_is_suggested() throws JobFailure {
    InputFields fields = of("{\"vidoe\": \"in.mp4\", \"weather\": \"fine\"}");
    fields.text("video");

    assertThat(refusal(fields::done))
        .isEqualTo(
            "The input is not right: \"video\" is missing (is \"vidoe\" a slip of the pen?).");
  }

  @Test
  void a_field_that_is_asked_for_later_is_no_slip_of_the_missing_one() throws JobFailure {
    InputFields fields = of("{\"video_b_path\": \"b.mp4\"}");
    fields.text("video_a_path");
    fields.text("video_b_path");

    assertThat(refusal(fields::done))
        .isEqualTo("The input is not right: \"video_a_path\" is missing.");
  }

  @Test
  void a_whole_number_beyond_all_doubles_gets_a_sentence() throws JobFailure {
    InputFields fields = of("{\"width\": 1" + "0".repeat(400) + "}");
    fields.integer("width", 0, 0, 10);

    assertThat(refusal(fields::done)).endsWith("… but must be a number.").hasSizeLessThan(150);
  }

  @Test
  void a_field_that_is_read_for_itself_is_not_suggested_for_another() throws JobFailure {
    InputFields fields = of("{\"in_point\": 1}");
    fields.requiredNumber("in_point", 0, 10);
    fields.requiredNumber("on_point", 0, 10);

    assertThat(refusal(fields::done)).isEqualTo("The input is not right: \"on_point\" is missing.");
  }

  @Test
  void a_null_counts_as_missing() throws JobFailure {
    InputFields fields = of("{\"video\": null, \"rate\": null, \"loop\": null, \"paths\": null}");

    assertThat(fields.has("video")).isFalse();
    assertThat(fields.number("rate", 7, 0, 10)).isEqualTo(7);
    assertThat(fields.flag("loop", true)).isTrue();
    assertThat(fields.texts("paths")).isEmpty();
    assertThat(fields.text("video")).isEmpty();
    assertThat(refusal(fields::done)).isEqualTo("The input is not right: \"video\" is missing.");
  }

  @Test
  void an_empty_text_counts_as_missing() throws JobFailure {
    InputFields fields = of("{\"video\": \" \", \"name\": \"\", \"rate\": \"\"}");

    assertThat(fields.optionalText("name")).isEmpty();
    assertThat(fields.number("rate", 7, 0, 10)).isEqualTo(7);
    fields.text("video");
    assertThat(refusal(fields::done)).isEqualTo("The input is not right: \"video\" is missing.");
  }

  @Test
  void the_first_of_several_names_that_is_there_is_read() throws JobFailure {
    InputFields fields = of("{\"image_path\": \"a.png\", \"video\": \"a.mp4\"}");

    assertThat(fields.text("source", "video", "image_path")).isEqualTo("a.mp4");
  }

  @Test
  void a_column_named_first_wins_over_one_named_later() throws JobFailure {
    InputFields fields = of("{\"blur\": 1}").and("keying_settings", "{\"blur\": 5, \"spill\": 2}");

    assertThat(fields.integer("blur", 0, 0, 9)).isEqualTo(1);
    assertThat(fields.integer("spill", 0, 0, 9)).isEqualTo(2);
  }

  @Test
  void a_second_column_that_is_broken_is_named() throws JobFailure {
    InputFields fields = of("{}");

    assertThat(refusal(() -> fields.and("keying_settings", "{blur: 5}")))
        .startsWith("The column keying_settings is not valid JSON (line 1, column ");
  }

  @Test
  void numbers_may_be_written_as_text() throws JobFailure {
    InputFields fields = of("{\"rate\": \" 2.5 \", \"width\": \"640\"}");

    assertThat(fields.number("rate", 1, 0, 10)).isEqualTo(2.5);
    assertThat(fields.integer("width", 1, 1, 9999)).isEqualTo(640);
    assertThat(remarks(fields)).isEmpty();
  }

  @Test
  void the_ends_of_a_range_belong_to_it() throws JobFailure {
    InputFields fields = of("{\"low\": 0, \"high\": 10}");

    assertThat(fields.number("low", 5, 0, 10)).isEqualTo(0);
    assertThat(fields.number("high", 5, 0, 10)).isEqualTo(10);
    assertThat(remarks(fields)).isEmpty();
  }

  @Test
  void numbers_out_of_their_range_are_told_with_it() throws JobFailure {
    InputFields fields = of("{\"rate\": -0.5, \"width\": 99999, \"time\": \"1e300\"}");
    fields.number("rate", 1, 0, 10);
    fields.integer("width", 1, 1, 8192);
    fields.requiredNumber("time", 0, 3600);

    assertThat(refusal(fields::done))
        .isEqualTo(
            "The input is not right: \"rate\" is -0.5 but must be between 0 and 10; \"width\" is"
                + " 99999 but must be between 1 and 8192; \"time\" is 1.0E300 but must be between"
                + " 0 and 3600.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "[1]", "{}"})
  void what_is_no_finite_number_is_refused(String value) throws JobFailure {
    InputFields fields = of("{\"rate\": " + value + "}");
    fields.number("rate", 1, 0, 10);

    assertThat(refusal(fields::done))
        .startsWith("The input is not right: \"rate\" is ")
        .endsWith(" but must be a number.");
  }

  @Test
  void a_number_beyond_all_bounds_is_not_told_in_the_programs_words() throws JobFailure {
    InputFields fields = of("{\"rate\": \"1e400\"}");
    fields.number("rate", 1, 0, 10);

    assertThat(refusal(fields::done))
        .isEqualTo("The input is not right: \"rate\" is a number that is too large.");
  }

  @Test
  void an_output_name_with_folders_is_refused_with_the_other_fields() throws JobFailure {
    InputFields fields = of("{\"output_name\": \"../evil\"}");
    fields.outputName();
    fields.text("video");

    assertThat(refusal(fields::done))
        .isEqualTo(
            "The input is not right: \"output_name\" is \"../evil\" but must be a plain file"
                + " name without folders and special characters; \"video\" is missing.");
    assertThat(of("{\"output_name\": \"lap 2.mp4\"}").outputName()).contains("lap 2.mp4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"0x1p3\"", "\"2d\"", "\"2f\"", "\"1_000\""})
  void only_decimal_numbers_count_as_numbers_in_a_text(String value) throws JobFailure {
    InputFields fields = of("{\"rate\": " + value + "}");
    fields.number("rate", 1, 0, 10);

    assertThat(refusal(fields::done))
        .isEqualTo("The input is not right: \"rate\" is " + value + " but must be a number.");
  }

  @Test
  void a_bare_nan_is_not_valid_json() {
    assertThat(refusal(() -> of("{\"rate\": NaN}")))
        .startsWith("The column input_data is not valid JSON (line 1, column ");
  }

  @Test
  void a_fraction_is_no_whole_number() throws JobFailure {
    InputFields fields = of("{\"width\": 12.5, \"height\": 12.0}");

    assertThat(fields.integer("width", 7, 1, 100)).isEqualTo(7);
    assertThat(fields.integer("height", 7, 1, 100)).isEqualTo(12);
    assertThat(refusal(fields::done))
        .isEqualTo("The input is not right: \"width\" is 12.5 but must be a whole number.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "1", "\"yes\"", "\"On\"", "\" TRUE \""})
  void a_flag_is_raised_in_many_ways(String value) throws JobFailure {
    assertThat(of("{\"loop\": " + value + "}").flag("loop", false)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "0", "\"no\"", "\"OFF\"", "\"\""})
  void a_flag_is_lowered_in_many_ways(String value) throws JobFailure {
    assertThat(of("{\"loop\": " + value + "}").flag("loop", true)).isFalse();
  }

  @Test
  void a_choice_is_taken_in_any_case() throws JobFailure {
    InputFields fields = of("{\"format\": \" WebM \"}");

    assertThat(fields.choice("format", "mov", "webm", "mov")).isEqualTo("webm");
    assertThat(fields.choice("preset", "fast", "fast", "slow")).isEqualTo("fast");
    assertThat(remarks(fields)).isEmpty();
  }

  @Test
  void a_word_that_is_no_choice_is_answered_with_the_choices() throws JobFailure {
    InputFields fields = of("{\"format\": \"AVI\"}");

    assertThat(fields.choice("format", "mov", "webm", "mov")).isEqualTo("mov");
    assertThat(refusal(fields::done))
        .isEqualTo("The input is not right: \"format\" is \"AVI\" but must be one of webm, mov.");
  }

  @Test
  void a_single_text_counts_as_a_list_of_one() throws JobFailure {
    InputFields fields = of("{\"one\": \"a.mp4\", \"two\": [\"a.mp4\", \"b.mp4\"], \"none\": []}");

    assertThat(fields.texts("one")).isEqualTo(List.of("a.mp4"));
    assertThat(fields.texts("two")).isEqualTo(List.of("a.mp4", "b.mp4"));
    assertThat(fields.texts("none")).isEmpty();
    assertThat(fields.texts("missing")).isEmpty();
    assertThat(remarks(fields)).isEmpty();
  }

  @Test
  void an_empty_text_counts_as_an_empty_list() throws JobFailure {
    assertThat(of("{\"paths\": \"\"}").texts("paths")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"a.mp4\", 7]", "[\"a.mp4\", \"\"]", "7", "{}"})
  void a_list_with_anything_but_texts_is_refused(String value) throws JobFailure {
    InputFields fields = of("{\"paths\": " + value + "}");
    fields.texts("paths");

    assertThat(refusal(fields::done)).endsWith(" but must be a list of texts.");
  }

  @Test
  void fields_that_nobody_asked_for_are_remarked_upon_in_their_order() throws JobFailure {
    InputFields fields = of("{\"zebra\": 1, \"video\": \"a.mp4\", \"tolerence\": 2}");
    fields.text("video");
    fields.number("tolerance", 1, 0, 4);

    assertThat(remarks(fields))
        .containsExactly(
            "Not known and left aside: \"zebra\", \"tolerence\" (is tolerance meant?).");
  }

  @Test
  void a_name_that_the_row_has_is_not_what_was_meant() throws JobFailure {
    InputFields fields = of("{\"scale\": 2, \"upscale\": false}");
    fields.flag("upscale", true);

    assertThat(remarks(fields)).containsExactly("Not known and left aside: \"scale\".");
  }

  @Test
  void nothing_is_said_of_known_fields_that_do_not_count() throws JobFailure {
    InputFields fields = of("{\"videos\": [], \"video_a_path\": 7}");
    fields.json("videos");
    fields.notCounting("video_a_path");

    assertThat(remarks(fields)).isEmpty();
  }

  @Test
  void so_are_those_of_the_objects_inside() throws Exception {
    InputFields fields = of("{\"music\": {\"path\": \"a.mp3\", \"volum\": 1}}");
    InputFields music = fields.within("\"music\"", fields.json("music").orElseThrow());
    music.text("path");
    music.number("volume", 1, 0, 4);

    assertThat(remarks(fields))
        .containsExactly("Not known and left aside: \"volum\" (is volume meant?).");
  }

  @Test
  void only_the_first_of_many_are_named() throws JobFailure {
    assertThat(remarks(of("{\"a\": 1, \"b\": 1, \"c\": 1, \"d\": 1, \"e\": 1, \"f\": 1}")))
        .containsExactly("Not known and left aside: \"a\", \"b\", \"c\", \"d\" and 2 more.");
  }

  @Test
  void a_row_with_problems_is_remarked_upon_as_well_but_for_what_they_name() throws JobFailure {
    InputFields fields =
        of("{\"vidoe\": \"in.mp4\", \"weather\": 1, \"music\": {\"volum\": 1, \"pat\": 2}}");
    fields.text("video");
    InputFields music = fields.within("\"music\"", fields.json("music").orElseThrow());
    music.text("path");
    music.number("volume", 1, 0, 4);

    try (Remarks remarks = Remarks.listen()) {
      assertThat(refusal(fields::done))
          .isEqualTo(
              "The input is not right: \"video\" is missing (is \"vidoe\" a slip of the pen?);"
                  + " \"music\": \"path\" is missing (is \"pat\" a slip of the pen?).");
      assertThat(remarks.sentences())
          .containsExactly("Not known and left aside: \"weather\", \"volum\" (is volume meant?).");
    }
  }

  @Test
  void a_slip_that_there_was_no_room_for_is_remarked_upon() throws JobFailure {
    InputFields fields = of("{\"vidoe\": \"in.mp4\"}");
    for (int i = 0; i < 4; i++) {
      fields.problem("x".repeat(150));
    }
    fields.text("video");

    try (Remarks remarks = Remarks.listen()) {
      assertThat(refusal(fields::done)).doesNotContain("vidoe");
      assertThat(remarks.sentences())
          .containsExactly("Not known and left aside: \"vidoe\" (is video meant?).");
    }
  }

  @Test
  void nothing_is_said_of_fields_that_are_for_somebody_else() throws JobFailure {
    try (Remarks remarks = Remarks.listen()) {
      of("{\"zebra\": 1}").doneWithSome();
      assertThat(remarks.sentences()).isEmpty();
    }
  }

  private static List<String> remarks(InputFields fields) throws JobFailure {
    try (Remarks remarks = Remarks.listen()) {
      fields.done();
      return remarks.sentences();
    }
  }

  @Test
  void json_nested_very_deep_is_refused_with_a_sentence() {
    String deep = "{\"a\":".repeat(2000) + "1" + "}".repeat(2000);

    assertThat(refusal(() -> of(deep)))
        .startsWith(
            "The column input_data holds JSON that is nested too deep or too large to be read: ")
        .hasSizeLessThan(500);
  }

  @Test
  void a_very_long_text_is_refused_with_a_sentence() throws JobFailure {
    String json = "{\"rate\": \"" + "9".repeat(20_000_000) + "\"}";
    InputFields fields = of(json);
    fields.number("rate", 1, 0, 10);

    assertThat(refusal(fields::done))
        .startsWith("The input is not right: \"rate\" is \"999")
        .endsWith(" but must be a number.")
        .hasSizeLessThan(500);
  }

  @Test
  void control_characters_and_line_breaks_never_reach_the_sentence() throws JobFailure {
    assertThat(refusal(() -> of("{\"a\":\n\t\u001b[31m\u0000\u2028\u202e}")))
        .doesNotMatch(UNPRINTABLE);

    InputFields fields = of("{\"format\": \"\\u001b[31m\\n\\u202e\", \"vide\\u001bo\": \"x\"}");
    fields.choice("format", "mov", "webm", "mov");
    fields.text("video");
    assertThat(refusal(fields::done)).contains("\"video\" is missing").doesNotMatch(UNPRINTABLE);
  }

  @Test
  void a_quote_is_cut_between_characters_not_within_one() throws JobFailure {
    InputFields fields = of("{\"rate\": \"" + "x".repeat(58) + "🐙".repeat(30) + "\"}");
    fields.number("rate", 1, 0, 10);

    String sentence = refusal(fields::done);
    for (int i = 0; i < sentence.length(); i++) {
      if (Character.isHighSurrogate(sentence.charAt(i))) {
        assertThat(Character.isLowSurrogate(sentence.charAt(i + 1))).isTrue();
      }
    }
  }

  @Test
  void the_sentence_stays_short_however_many_problems_there_are() throws JobFailure {
    InputFields fields = of("{}");
    for (int i = 0; i < 40; i++) {
      fields.text("a_field_with_a_rather_long_name_" + i);
    }

    assertThat(refusal(fields::done))
        .contains("\"a_field_with_a_rather_long_name_0\" is missing")
        .matches(".*; … and \\d+ more\\.")
        .hasSizeLessThan(500);
  }

  @Test
  void few_problems_are_all_told() throws JobFailure {
    InputFields fields = of("{}");
    for (int i = 0; i < 8; i++) {
      fields.text("field_" + i);
    }

    assertThat(refusal(fields::done)).contains("\"field_7\" is missing").doesNotContain("more");
  }

  @Test
  void one_problem_that_is_very_long_is_cut() throws JobFailure {
    InputFields fields = of("{}");
    fields.problem("\"shape\" is not right: " + "x".repeat(5000));

    assertThat(refusal(fields::done)).hasSizeLessThan(500).endsWith("….");
  }

  @Test
  void a_problem_of_the_caller_stands_among_the_others() throws JobFailure {
    InputFields fields = of("{\"in\": 5, \"out\": 3}");
    fields.text("video");
    fields.problem("\"out\" must be later than \"in\"");

    assertThat(refusal(fields::done))
        .isEqualTo(
            "The input is not right: \"video\" is missing; \"out\" must be later than \"in\".");
  }

  @Test
  void fields_of_a_shape_of_their_own_are_given_as_they_are() throws JobFailure {
    InputFields fields = of("{\"color\": [0, 255, 0], \"none\": null}");

    assertThat(fields.json("color").map(node -> node.size())).isEqualTo(Optional.of(3));
    assertThat(fields.json("none")).isEmpty();
  }

  private static final String UNPRINTABLE = "(?s).*[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}].*";

  private static InputFields of(String json) throws JobFailure {
    return InputFields.of("input_data", json);
  }

  private static String refusal(ThrowingCallable reading) {
    JobFailure failure = catchThrowableOfType(JobFailure.class, reading);
    assertThat(failure).as("the refusal").isNotNull();
    assertThat(failure.kind()).isEqualTo(JobFailure.Kind.INPUT);
    return failure.sentence();
  }
}
