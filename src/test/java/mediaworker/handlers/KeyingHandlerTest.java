package mediaworker.handlers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mediaworker.assets.AssetException;
import mediaworker.assets.AssetLibrary;
import mediaworker.assets.DiskNeed;
import mediaworker.assets.Output;
import mediaworker.concurrent.Cancellation;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.Remarks;
import mediaworker.jobs.Stage;
import mediaworker.media.Ffmpeg;
import mediaworker.media.FfmpegSettings;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.request.Background;
import mediaworker.media.keying.request.Composite;
import mediaworker.media.keying.request.KeyColor;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.Region;
import mediaworker.media.keying.request.StickerSettings;
import mediaworker.process.ProcessRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyingHandlerTest {

  private static final String DASHBOARD_SETTINGS =
      "{\"blur\":5,\"dilate\":1,\"erode\":2,\"hue_center\":60,\"hue_tolerance\":25,"
          + "\"saturation_min\":50,\"spill\":2,\"value_min\":50}";

  private static final Ffmpeg FFMPEG =
      new Ffmpeg(
          new FfmpegSettings(
              null, Path.of("target/ffmpeg"), 2, Duration.ofMinutes(10), Duration.ofSeconds(60)),
          new ProcessRunner());

  @TempDir Path dir;
  private long roomAsked;

  @Test
  void it_serves_the_job_type_and_laps() {
    assertThat(handler().kinds()).containsExactlyInAnyOrder("keying", Job.KEYING_LAP);
  }

  @Test
  void the_pages_own_settings_are_our_defaults() throws Exception {
    KeyingPayload payload = handler().decode(lap("static/a.mp4?v=3", DASHBOARD_SETTINGS));

    assertThat(payload.settings()).isEqualTo(KeyingSettings.DEFAULTS);
    assertThat(payload.source()).isEqualTo("static/a.mp4?v=3");
    assertThat(payload.output()).isEmpty();
  }

  @Test
  void input_data_wins_over_keying_settings_and_our_fields_over_dials() throws Exception {
    Job job =
        new Job(
            7,
            "keying",
            Stage.MAIN,
            "{\"video\":\"a.mp4\",\"key_color\":\"#00b140\",\"blur\":10,\"softness\":0.5}",
            null,
            "{\"blur\":20,\"erode\":3,\"hue_center\":110}",
            1,
            3);

    KeyingSettings settings = handler().decode(job).settings();

    assertThat(settings.keyColor()).isEqualTo(new KeyColor(KeyColor.Kind.EXACT, 0x00b140));
    assertThat(settings.matte().softness()).isEqualTo(0.5);
    assertThat(settings.matte().edgeOffset()).isEqualTo(-1);
  }

  @Test
  void a_tolerance_raises_clip_black_unless_that_is_given() throws Exception {
    assertThat(decoded("\"tolerance\":2").matte().clipBlack()).isEqualTo(0.08);
    assertThat(decoded("\"tolerance\":2").matte().clipBlackGiven()).isFalse();
    assertThat(decoded("\"tolerance\":2,\"clip_black\":0.05").matte().clipBlack()).isEqualTo(0.05);
    assertThat(decoded("\"clip_black\":0.04").matte().clipBlackGiven()).isTrue();
    assertThat(decoded("\"clip_black\":\"\"").matte().clipBlackGiven()).isFalse();
    assertThat(decoded("\"hue_tolerance\":26,\"blur\":4").matte().clipBlackGiven()).isFalse();
  }

  @Test
  void regions_and_crop_are_read_as_shares_of_the_picture() throws Exception {
    KeyingSettings.Corrections corrections =
        decoded(
                "\"hold_out\":[{\"box\":[0.1,0.2,0.3,0.4]},{\"polygon\":[[0,0],[1,0],[0.5,1]]}],"
                    + "\"crop\":[0.1,0,0.9,1],\"shadow\":\"keep\",\"despot_holes\":2,"
                    + "\"plate\":\"per_frame\"")
            .corrections();

    assertThat(corrections.hold())
        .containsExactly(
            Region.box(0.1, 0.2, 0.3, 0.4),
            new Region(java.util.List.of(0.0, 0.0, 1.0, 0.0, 0.5, 1.0)));
    assertThat(corrections.garbage())
        .contains(Region.box(0, 0, 0.1, 1), Region.box(0.9, 0, 1, 1))
        .hasSize(4);
    assertThat(corrections.shadow()).isEqualTo(KeyingSettings.Shadow.KEEP);
    assertThat(corrections.holes()).isEqualTo(2);
  }

  @Test
  void regions_may_be_painted_in_pictures() throws Exception {
    KeyingPayload payload =
        handler()
            .decode(
                job(
                    "{\"video\":\"a.mp4\",\"hold_out\":\"keep.png\","
                        + "\"garbage\":\"rigs/away.png\"}"));

    assertThat(payload.extras().mattes().hold()).contains("keep.png");
    assertThat(payload.extras().mattes().garbage()).contains("rigs/away.png");
    assertThat(payload.settings().corrections().hold()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"garbage\":[{\"box\":[0.5,0,0.2,1]}]      | \"garbage\" must be a list",
        "\"hold_out\":[{\"polygon\":[[0,0],[1,1]]}] | \"hold_out\" must be a list",
        "\"hold_out\":{\"box\":[0,0,1,1]}           | \"hold_out\" must be a list",
        "\"crop\":[0,0,100,100]                     | \"crop\" must be [left, top, right",
        "\"shadow\":\"dark\"                        | \"shadow\"",
      })
  void wrong_regions_are_named(String fields, String message) {
    assertThatThrownBy(() -> decoded(fields)).hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"posterize_fps\":8                              | 8",
        "\"posterize_enabled\":true,\"posterize_fps\":8   | 8",
        "\"posterize_enabled\":true                       | 12",
        "\"posterize_enabled\":false,\"posterize_fps\":8  | 0",
      })
  void the_stop_motion_look_can_be_switched(String fields, double fps) throws Exception {
    assertThat(decoded(fields).posterizeFps()).isEqualTo(fps);
  }

  @Test
  void all_problems_are_named_at_once() {
    Job job =
        job(
            "{\"output\":\"avi\",\"key_color\":\"#ff0000\",\"clip_white\":3,"
                + "\"hue_tolerance\":\"wide\"}");

    assertThatThrownBy(() -> handler().decode(job))
        .isInstanceOf(JobFailure.class)
        .hasMessageContaining("\"video\" is missing")
        .hasMessageContaining("\"output\" is \"avi\"")
        .hasMessageContaining("neither clearly green nor clearly blue")
        .hasMessageContaining("\"clip_white\" is 3")
        .hasMessageContaining("\"hue_tolerance\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"output\":\"mp4\"                                | \"background\" must say",
        "\"background_fit\":\"tile\"                            | there is no \"background\"",
        "\"background\":\"red\",\"canvas\":\"9x9\"         | \"canvas\" must be clip",
        "\"background\":\"red\",\"subject_scale\":0       | \"subject_scale\" is 0",
        "\"background\":\"red\",\"audio\":\"loud\"          | \"audio\" is",
        "\"background\":\"#243b6b80\"                    | write #243b6b, or leave it out",
        "\"background\":\"#24f8\"                        | write #24f, or leave it out",
        "\"background\":\"#24fg\"                        | must be a colour like #243b6b, #24f or",
        "\"background\":\"sky blue\"                     | is \"sky blue\" but must be a colour",
        "\"background\":\"none\",\"canvas\":\"clip\"     | there is no \"background\"",
        "\"sticker_outline_color\":\"pinkish\"               | \"sticker_outline_color\" must be",
        "\"sticker\":{\"shadow_opacity\":5}                | \"sticker_shadow_opacity\" is 5",
        "\"output\":\"webm\",\"background\":\"red\"        | \"output\": \"mp4\" only",
        "\"hue_center\":5                                  | is 5 but must be between 35 and 140",
        "\"hue_center\":160                                | is 160 but must be between 35 and 140",
        "\"image\":\"still.png\"                            | has both \"video\" and \"image\"",
        "\"key_color\":\"green[x]\"                        | must be auto, green, blue",
      })
  void what_does_not_go_together_is_a_sentence(String fields, String message) {
    assertThatThrownBy(() -> decoded(fields))
        .isInstanceOf(JobFailure.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"sticker_effect\":true,\"sticker_outline_width\":9,\"sticker_outline_color\":\"red\"",
        "\"sticker\":{\"outline_width\":9,\"outline_color\":\"red\"}",
        "\"sticker_effect\":{\"outline_width\":9,\"outline_color\":\"#ff0000\"}",
        "\"sticker\":true,\"sticker_outline_width\":9,\"sticker_outline_color\":\"red\"",
      })
  void the_sticker_is_said_by_prefix_or_as_an_object(String fields) throws Exception {
    StickerFields.Wish wish =
        handler()
            .decode(job("{\"video\":\"in.mkv\"," + fields + "}"))
            .extras()
            .sticker()
            .orElseThrow();

    StickerSettings look = wish.settings(1000, Optional.empty(), Optional.empty());
    assertThat(look.outline()).isEqualTo(new StickerSettings.Outline(9, 0xff0000));
    assertThat(look.shadow()).isEqualTo(StickerSettings.forSide(1000).shadow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"sticker_outline_width\":9",
        "\"sticker_effect\":false,\"sticker\":{}",
        "\"sticker\":false",
        "\"sticker_effect\":false,\"sticker\":true",
      })
  void a_sticker_that_is_not_switched_on_is_not_made(String fields) throws Exception {
    Job job = job("{\"video\":\"in.mkv\"," + fields + "}");

    assertThat(handler().decode(job).extras().sticker()).isEmpty();
  }

  @Test
  void fields_of_a_sticker_that_nobody_switched_on_are_remarked_upon() throws Exception {
    assertThat(remarks("\"sticker_outline_width\":9,\"sticker_screen_texture\":\"a.png\""))
        .containsExactly(
            "\"sticker\": true is missing, which switches the sticker look on, so these are left"
                + " aside: \"sticker_outline_width\", \"sticker_screen_texture\".");
    assertThat(remarks("\"sticker_effect\":false,\"sticker_outline_width\":9"))
        .as("a form with a switch sends all of its fields")
        .isEmpty();
    assertThat(remarks("\"sticker\":true,\"sticker_outline_width\":9")).isEmpty();
  }

  @Test
  void a_sticker_goes_around_the_subject_and_not_around_its_shadow() throws Exception {
    assertThat(remarks("\"sticker\":true,\"shadow\":\"keep\""))
        .containsExactly(
            "A sticker throws a shadow of its own, so the one on the screen goes with it:"
                + " \"shadow\": \"keep\" is left aside.");
    assertThat(remarks("\"sticker\":true,\"shadow\":\"drop\"")).isEmpty();
    assertThat(remarks("\"shadow\":\"keep\"")).isEmpty();
  }

  private List<String> remarks(String fields) throws Exception {
    try (Remarks remarks = Remarks.listen()) {
      handler().decode(job("{\"video\":\"in.mkv\"," + fields + "}"));
      return List.copyOf(remarks.sentences());
    }
  }

  @Test
  void a_composite_is_read_whole() throws Exception {
    KeyingPayload payload =
        handler()
            .decode(
                job(
                    "{\"video\":\"in.mkv\",\"background\":\"sky.mp4\",\"background_fit\":\"contain\","
                        + "\"background_bars\":\"#102030\",\"background_end\":\"trim\","
                        + "\"canvas\":\"1920x1080\",\"subject_x\":0.25,\"subject_y\":0.75,"
                        + "\"subject_scale\":0.5,\"audio\":\"mix\"}"));

    KeyingPayload.Laid laid = payload.laid().orElseThrow();
    assertThat(laid.background()).isEqualTo("sky.mp4");
    assertThat(laid.how())
        .isEqualTo(
            new Composite(
                new Background.Color(0),
                Composite.Fit.CONTAIN,
                0x102030,
                Composite.End.TRIM,
                new Composite.Canvas(Composite.Canvas.Like.GIVEN, 1920, 1080),
                new Composite.Placement(0.25, 0.75, 0.5),
                Composite.Sound.MIX));
  }

  @ParameterizedTest
  @ValueSource(strings = {"#243b6b", "243b6b", " #243B6B ", "#243b6bff"})
  void a_background_colour_is_written_in_any_usual_way(String text) {
    assertThat(Background.Color.parse(text)).contains(new Background.Color(0x243b6b));
    assertThat(Background.Color.parse("#24f")).contains(new Background.Color(0x2244ff));
    assertThat(Background.Color.parse("#24ff")).contains(new Background.Color(0x2244ff));
    assertThat(Background.Color.parse("24f")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sky.mp4", "https://example.com/sky", "clips/sky", "sky-1", "C:\\\\sky"})
  void what_may_be_a_file_is_left_to_be_looked_for(String background) throws Exception {
    Job job = job("{\"video\":\"in.mkv\",\"background\":\"" + background + "\"}");

    assertThat(handler().decode(job).laid()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"transparent", "None"})
  void a_transparent_background_is_none(String word) throws Exception {
    Job job = job("{\"video\":\"in.mkv\",\"background\":\"" + word + "\"}");

    assertThat(handler().decode(job).laid()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A warm palette of ochre and teal. Soft light.", "two\nlines.mp4"})
  void a_lap_of_a_row_without_a_video_is_refused(String result) {
    assertThatThrownBy(() -> handler().decode(lap(result, DASHBOARD_SETTINGS)))
        .isInstanceOf(JobFailure.class)
        .hasMessageStartingWith("There is nothing to key: result_data of this row");
  }

  @Test
  void what_a_lap_leaves_aside_is_known_and_said_to_be_of_jobs() throws Exception {
    String settings =
        "{\"output\": \"mov\", \"background\": \"#202020\", \"canvas\": \"clip\","
            + " \"output_name\": \"mine\", \"erode\": 1, \"eroed\": 1}";
    try (Remarks remarks = Remarks.listen()) {
      handler().decode(new Job(7, "trim", Stage.KEYING, null, "a.mp4", settings, 1, 1));
      assertThat(remarks.sentences())
          .containsExactly(
              "A keying lap gives a transparent WebM, or PNG of a still picture, under a name of its"
                  + " own, so these are left aside: \"output\", \"output_name\", \"background\","
                  + " \"canvas\".",
              "Not known and left aside: \"eroed\".");
    }
  }

  @Test
  void a_lap_gives_webm_on_the_keyed_shelf_with_extra_files_beside_it() throws Exception {
    clip("in.mkv");
    Job job = lap("in.mkv", "{\"export_gif\":true,\"export_png_zip\":true}");
    Context context = new Context(job);

    JobResult.Finished result = run(job, context);

    assertThat(result.result()).isEqualTo("KEYED/keyed_7.webm");
    assertThat(result.note())
        .contains("Key colour #")
        .contains("Also written: KEYED/keyed_7.gif.")
        .contains("Also written: KEYED/keyed_7.zip.");
    assertThat(result.outputs()).as("those of the job before the lap stay").isEmpty();
    assertThat(result.findings())
        .matches(
            "\\{\"key_color\":\"#[0-9a-f]{6}\",\"agreement\":[01]\\.\\d+,\"guessed_cells\":\\d+,"
                + "\"plate_cells\":\\d+,\"frames\":5,\"seconds\":\\d+\\.\\d,\"warnings\":\\[],"
                + "\"extra_files\":\\[\"KEYED/keyed_7.gif\",\"KEYED/keyed_7.zip\"]}");
    assertThat(dir.resolve("out/KEYED")).isDirectoryNotContaining("glob:**.part.*");
    assertThat(context.fractions).isSorted();
    assertThat(context.messages).anyMatch(message -> message.startsWith("gif: frame"));
  }

  @Test
  void a_job_names_its_extra_files_among_its_outputs() throws Exception {
    clip("in.mkv");
    Job job = job("{\"video\":\"in.mkv\",\"export_gif\":true}");

    JobResult.Finished result = run(job, new Context(job));

    assertThat(result.outputs()).containsExactly("OUTPUT/keyed_7.webm", "OUTPUT/keyed_7.gif");
    assertThat(result.findings()).contains("\"extra_files\":[\"OUTPUT/keyed_7.gif\"]");
  }

  @Test
  void a_job_gives_its_named_output_on_the_output_shelf() throws Exception {
    clip("in.mkv");
    Job job = job("{\"video\":\"in.mkv\",\"output\":\"mov\",\"output_name\":\"bird.mov\"}");

    assertThat(run(job, new Context(job)).result()).isEqualTo("OUTPUT/bird.mov");
  }

  @Test
  void a_background_without_an_output_gives_mp4() throws Exception {
    clip("in.mkv");
    Job job = job("{\"video\":\"in.mkv\",\"background\":\"navy\"}");

    assertThat(run(job, new Context(job)).result()).isEqualTo("OUTPUT/keyed_7.mp4");
  }

  @Test
  void a_picture_gives_png() throws Exception {
    drawn("in.png", "-frames:v", "1");
    Job job = job("{\"image\":\"in.png\"}");

    assertThat(run(job, new Context(job)).result()).isEqualTo("OUTPUT/keyed_7.png");
  }

  @ParameterizedTest
  @CsvSource({"gif", "avif"})
  void a_single_picture_is_a_picture_whatever_its_file(String kind) throws Exception {
    String encoder = kind.equals("avif") ? "libsvtav1" : "gif";
    drawn("in." + kind, "-frames:v", "1", "-c:v", encoder);
    Job job = job("{\"image\":\"in." + kind + "\"}");

    assertThat(run(job, new Context(job)).result()).isEqualTo("OUTPUT/keyed_7.png");
  }

  @Test
  void a_lap_of_a_picture_gives_png_and_says_that_there_are_no_extra_files() throws Exception {
    drawn("in.png", "-frames:v", "1");
    Job job = lap("in.png", "{\"export_gif\":true}");

    JobResult.Finished result = run(job, new Context(job));

    assertThat(result.result()).isEqualTo("KEYED/keyed_7.png");
    assertThat(result.note())
        .endsWith(" A still picture has no GIF and no pictures in a ZIP beside it.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"background", "mix"})
  void a_picture_says_that_it_has_no_sound_where_some_is_asked_for(String audio) throws Exception {
    drawn("in.png", "-frames:v", "1");
    String input = "{\"image\":\"in.png\",\"background\":\"#203090\",\"audio\":\"%s\"}";
    Job job = job(input.formatted(audio));

    JobResult.Finished result = run(job, new Context(job));

    String told = "A still picture has no sound: \"audio\": \"" + audio + "\" is left aside.";
    assertThat(result.note()).endsWith(told);
    assertThat(result.findings()).contains("A still picture has no sound");
  }

  @ParameterizedTest
  @ValueSource(strings = {"clip", "none"})
  void a_picture_says_nothing_of_sound_that_it_does_not_leave_aside(String audio) throws Exception {
    drawn("in.png", "-frames:v", "1");
    String input = "{\"image\":\"in.png\",\"background\":\"#203090\",\"audio\":\"%s\"}";
    Job job = job(input.formatted(audio));

    assertThat(run(job, new Context(job)).note()).doesNotContain("sound");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gif", "webm"})
  void a_picture_asked_for_as_a_clip_is_refused(String output) throws Exception {
    drawn("in.png", "-frames:v", "1");
    Job job = job("{\"image\":\"in.png\",\"output\":\"" + output + "\"}");

    assertThatThrownBy(() -> run(job, new Context(job)))
        .isInstanceOfSatisfying(
            JobFailure.class, e -> assertThat(e.kind()).isEqualTo(JobFailure.Kind.INPUT))
        .hasMessageStartingWith("A still picture is keyed to PNG; \"output\" " + output);
  }

  @Test
  void a_painted_matte_that_is_a_clip_is_refused() throws Exception {
    clip("in.mkv");
    Job job = job("{\"video\":\"in.mkv\",\"garbage\":\"in.mkv\"}");

    assertThatThrownBy(() -> run(job, new Context(job)))
        .isInstanceOfSatisfying(
            JobFailure.class, e -> assertThat(e.kind()).isEqualTo(JobFailure.Kind.INPUT))
        .hasMessageContaining("The matte in.mkv is not a still picture");
  }

  @Test
  void a_clip_that_cannot_be_keyed_leaves_no_file() throws Exception {
    clip("in.mkv");
    Job job = job("{\"video\":\"in.mkv\",\"key_color\":\"blue\"}");

    assertThatThrownBy(() -> run(job, new Context(job)))
        .isInstanceOfSatisfying(
            JobFailure.class, e -> assertThat(e.kind()).isEqualTo(JobFailure.Kind.INPUT))
        .hasMessageContaining("No blue screen was found in in.mkv");
    assertThat(dir.resolve("out/OUTPUT")).isEmptyDirectory();
  }

  private KeyingHandler handler() {
    return new KeyingHandler(FFMPEG, new FolderLibrary());
  }

  @Test
  void room_is_asked_for_what_lies_beside_a_small_clip() throws Exception {
    clip("a.mkv");
    Job job = job("{\"video\":\"a.mkv\",\"output\":\"gif\"}");
    run(job, new Context(job));
    MediaInfo clip = FFMPEG.probe(dir.resolve("a.mkv"), new Cancellation());
    double frames = clip.durationSeconds() * clip.picture().orElseThrow().frameRate().value();
    int cells =
        AnalysisGrid.of(clip.picture().orElseThrow().width(), clip.picture().orElseThrow().height())
            .cells();
    // Four planes of the plate and six of the subject, a byte a cell.
    assertThat(roomAsked).isGreaterThan(Math.round(10 * frames * cells));
  }

  @Test
  void room_is_asked_for_the_sound_of_a_background_that_is_repeated_with_it() throws Exception {
    clip("a.mkv");
    FFMPEG.run(
        List.of(
            "-f",
            "lavfi",
            "-i",
            "color=gray:s=640x480:r=10:d=0.2,noise=alls=100",
            "-f",
            "lavfi",
            "-i",
            "sine=r=48000:d=0.4",
            "-c:v",
            "ffv1",
            "-c:a",
            "pcm_s16le",
            "file:" + dir.resolve("sky.mkv").toAbsolutePath()),
        Progress.Listener.NONE,
        new Cancellation());
    String over =
        "{\"video\":\"a.mkv\",\"background\":\"sky.mkv\",\"audio\":\"%s\","
            + "\"background_end\":\"%s\",\"output_name\":\"%s\"}";
    long without = roomAskedOf(over.formatted("none", "loop", "silent"));

    assertThat(roomAskedOf(over.formatted("background", "loop", "heard")) - without)
        .isBetween(2 * 48_000 * 2 / 10L, 2 * 48_000 * 4 / 10L);
    assertThat(roomAskedOf(over.formatted("background", "trim", "ended"))).isEqualTo(without);
  }

  @Test
  void room_is_asked_for_regions_only_where_there_are_some() throws Exception {
    clip("a.mkv");
    long none = roomAskedOf("{\"video\":\"a.mkv\",\"output\":\"gif\",\"output_name\":\"none\"}");
    String box = "[{\"box\":[0,0,0.1,0.1]}]";

    assertThat(
            roomAskedOf(
                "{\"video\":\"a.mkv\",\"output\":\"gif\",\"output_name\":\"one\",\"garbage\":%s}"
                    .formatted(box)))
        .isEqualTo(none + 160 * 120);
    assertThat(
            roomAskedOf(
                "{\"video\":\"a.mkv\",\"output\":\"gif\",\"output_name\":\"two\",\"garbage\":%s,\"hold_out\":%s}"
                    .formatted(box, box)))
        .isEqualTo(none + 2 * 160 * 120);
  }

  private long roomAskedOf(String input) throws Exception {
    Job job = job(input);
    run(job, new Context(job));
    return roomAsked;
  }

  private JobResult.Finished run(Job job, Context context) throws Exception {
    return (JobResult.Finished) handler().run(handler().decode(job), context);
  }

  private KeyingSettings decoded(String fields) throws JobFailure {
    return handler().decode(job("{\"video\":\"a.mp4\"," + fields + "}")).settings();
  }

  private static Job job(String input) {
    return new Job(7, "keying", Stage.MAIN, input, null, null, 1, 3);
  }

  private static Job lap(String result, String settings) {
    return new Job(7, "animation", Stage.KEYING, "{}", result, settings, 1, 3);
  }

  private void clip(String name) throws Exception {
    drawn(name, "-c:v", "ffv1", "-pix_fmt", "yuv420p");
  }

  private void drawn(String name, String... output) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-f",
                "lavfi",
                "-i",
                "color=c=0x00b140:s=160x120:r=10:d=0.5,format=rgb24,"
                    + "drawbox=x=50:y=40:w=40:h=40:c=0xd08040:t=fill"));
    arguments.addAll(List.of(output));
    arguments.add("file:" + dir.resolve(name).toAbsolutePath());
    FFMPEG.run(arguments, Progress.Listener.NONE, new Cancellation());
    MediaInfo made = FFMPEG.probe(dir.resolve(name), new Cancellation());
    assertThat(made.picture()).isPresent();
  }

  /** Reads from the test's folder and writes to a folder a shelf. */
  private final class FolderLibrary implements AssetLibrary {

    @Override
    public void requireRoom(Shelf shelf, Path workDir, DiskNeed need) {
      roomAsked = need.workBytes();
    }

    @Override
    public Path fetch(String reference, Path workDir, Cancellation cancellation)
        throws AssetException {
      Path file = dir.resolve(reference);
      if (!Files.exists(file)) {
        throw AssetException.refused("The file " + reference + " does not exist.");
      }
      return file;
    }

    @Override
    public Output newOutput(
        Shelf shelf, String stem, String extension, String requestedName, String claimName)
        throws java.io.IOException {
      Path folder = Files.createDirectories(dir.resolve("out").resolve(shelf.name()));
      String name = (requestedName == null ? stem : requestedName) + "." + extension;
      Path part = folder.resolve(claimName + ".part." + extension);
      return new Output() {
        @Override
        public Path part() {
          return part;
        }

        @Override
        public String publish() throws java.io.IOException {
          Files.move(part, folder.resolve(name));
          return shelf.name() + "/" + name;
        }

        @Override
        public void close() {
          try {
            Files.deleteIfExists(part);
          } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        }
      };
    }
  }

  /** Remembers the progress. */
  private final class Context implements JobContext {
    private final Job job;
    private final List<Double> fractions = new ArrayList<>();
    private final List<String> messages = new ArrayList<>();

    Context(Job job) {
      this.job = job;
    }

    @Override
    public Claim claim() {
      return new Claim(job, "claim1");
    }

    @Override
    public String claimName() {
      return "claim1";
    }

    @Override
    public Path workDir() throws java.io.IOException {
      return Files.createDirectories(dir.resolve("work"));
    }

    @Override
    public Cancellation cancellation() {
      return new Cancellation();
    }

    @Override
    public synchronized void progress(double fraction, String message) {
      fractions.add(fraction);
      messages.add(message);
    }
  }
}
