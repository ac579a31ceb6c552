package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import mediaworker.app.ProviderCatalog;
import mediaworker.config.FamilyValues;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.Stage;
import mediaworker.providers.MediaRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of paid job types, in our words and in the dashboard's. */
class RemoteFieldsTest {

  /** Of an animation of the dashboard, whose form sends the fields of both kinds of models. */
  private static final String BOTH_KINDS =
      "'prompt':'it jumps','image_url':'fox.png','kling_duration':10,'kling_mode':'pro',"
          + "'seedance_duration':8,'seedance_resolution':'480p','seedance_aspect_ratio':'16:9',"
          + "'background':'green'}";

  private final ProviderChoice providers = choice();

  private static ProviderChoice choice() {
    Map<String, ProviderSetup> all = new TreeMap<>();
    ProviderCatalog.make(new FamilyValues(Map.of(), Map.of()), InstantSource.system())
        .forEach(setup -> all.put(setup.name(), setup));
    return new ProviderChoice(all, Map.of());
  }

  private RemoteJob read(String type, String input) throws JobFailure {
    Job job = new Job(7, type, Stage.MAIN, input.replace('\'', '"'), null, null, 1, 3);
    return new RemoteFields(job, RemoteHandler.OPERATIONS.get(type)).read(providers);
  }

  private MediaRequest request(String type, String input) throws JobFailure {
    return read(type, input).draft().request();
  }

  @ParameterizedTest
  @CsvSource({
    "bytedance-seedream-4, replicate, bytedance/seedream-4",
    "replicate-gpt-image-1, replicate, openai/gpt-image-1",
    "replicate-flux-1.1-pro, replicate, black-forest-labs/flux-1.1-pro",
    "b24e16ff-06e3-43eb-8d33-4416c2d75876, leonardo, b24e16ff-06e3-43eb-8d33-4416c2d75876"
  })
  void the_dashboards_model_ids_choose(String modelId, String provider, String model)
      throws Exception {
    RemoteJob job =
        read(
            "image_generation",
            "{'object_prompt':'a fox','style_prompt':'in ink','modelId':'"
                + modelId
                + "','presetStyle':'NONE'}");

    assertThat(job.provider().name()).isEqualTo(provider);
    assertThat(job.draft().request().model()).isEqualTo(model);
    assertThat(job.draft().request().prompt()).isEqualTo("a fox, in ink");
  }

  @Test
  void of_the_dashboards_video_fields_those_of_its_model_count() throws Exception {
    MediaRequest kling = request("animation", "{'video_model':'kwaivgi/kling-v2.1'," + BOTH_KINDS);
    assertThat(kling.durationSeconds()).hasValue(10);
    assertThat(kling.resolution() + kling.aspectRatio()).isEmpty();
    assertThat(kling.options().path("mode").asString()).isEqualTo("pro");

    MediaRequest seedance =
        request("animation", "{'video_model':'bytedance/seedance-1-pro'," + BOTH_KINDS);
    assertThat(seedance.durationSeconds()).hasValue(8);
    assertThat(seedance.resolution()).isEqualTo("480p");
    assertThat(seedance.aspectRatio()).isEqualTo("16:9");
    assertThat(seedance.options().isEmpty()).isTrue();
  }

  @Test
  void a_field_of_ours_wins_over_the_dashboards() throws Exception {
    MediaRequest kling =
        request("animation", "{'provider':'kling','duration':5,'resolution':'1080p'," + BOTH_KINDS);
    assertThat(kling.durationSeconds()).hasValue(5);
    assertThat(kling.resolution()).isEqualTo("1080p");
  }

  @Test
  void a_seamless_loop_ends_as_it_begins() throws Exception {
    RemoteJob job =
        read("animation", "{'provider':'kling','image':'fox.png','seamless_loop':true}");
    assertThat(job.draft().endImage()).isEqualTo("fox.png");
  }

  @Test
  void a_palette_as_json_has_a_schema_and_other_texts_as_json_have_none() throws Exception {
    MediaRequest palette = request("palette_analysis", "{'image':'fox.png','json':true}");
    assertThat(palette.json()).isTrue();
    assertThat(palette.prompt()).contains("Answer with JSON only: {\"colors\"");
    assertThat(palette.schema().orElseThrow().at("/properties/colors/items/required").size())
        .isEqualTo(4);

    MediaRequest style = request("style_analysis", "{'image':'fox.png','json':true}");
    assertThat(style.json()).isTrue();
    assertThat(style.prompt()).doesNotContain("colors");
    assertThat(style.schema()).isEmpty();
    assertThat(request("palette_analysis", "{'image':'fox.png'}").schema()).isEmpty();
  }

  @Test
  void what_is_missing_is_named_in_the_words_of_the_job_type() {
    assertThatThrownBy(() -> read("video_understanding", "{'video':'a.mp4'}"))
        .hasMessageContaining("\"question\" is missing: what is asked about the video");
    assertThatThrownBy(() -> read("image_generation", "{'provider':'klng'}"))
        .hasMessageContaining("\"provider\" is klng, which is not known")
        .hasMessageContaining("\"prompt\" is missing");
  }
}
