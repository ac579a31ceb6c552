package mediaworker.handlers;

import static mediaworker.handlers.StitchingFakes.job;
import static mediaworker.media.timeline.GeneratedClips.FFMPEG;
import static mediaworker.media.timeline.GeneratedClips.counting;
import static mediaworker.media.timeline.GeneratedClips.h264;
import static mediaworker.media.timeline.GeneratedClips.h264WithTone;
import static mediaworker.media.timeline.GeneratedClips.lavfi;
import static mediaworker.media.timeline.GeneratedClips.longClip;
import static mediaworker.media.timeline.GeneratedClips.make;
import static mediaworker.media.timeline.GeneratedClips.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import mediaworker.assets.FileAssetLibrary;
import mediaworker.assets.TestSettings;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobResult;
import mediaworker.media.Progress;
import mediaworker.media.Rational;
import mediaworker.media.stitching.Fit;
import mediaworker.media.stitching.FormRequest;
import mediaworker.media.stitching.Joint;
import mediaworker.media.stitching.StitchRequest;
import mediaworker.media.stitching.Transition;
import mediaworker.media.timeline.EncodeProgress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StitchingHandlerTest {

  @TempDir Path dir;
  private StitchingHandler handler;
  private StitchingFakes.Library library;

  @BeforeEach
  void setUp() {
    library = new StitchingFakes.Library(dir);
    handler = new StitchingHandler(library, FFMPEG);
  }

  @Test
  void two_paths_of_the_dashboard_are_joined_in_their_order_into_the_library() throws Exception {
    counting(dir.resolve("a.mp4"), 10, 0.5);
    counting(dir.resolve("b.mp4"), 10, 0.3);
    Job job = job("video_stitching", "{\"video_a_path\": \"a.mp4\", \"video_b_path\": \"b.mp4\"}");
    JobResult.Finished finished = run(job);
    assertThat(finished.result()).isEqualTo("LIBRARY/stitched_12.mp4");
    assertThat(finished.note()).isEqualTo("2 clips copied, 8 frames, 0.80 s");
    assertThat(numbers(dir.resolve(finished.result()))).isEqualTo(List.of(0, 1, 2, 3, 4, 0, 1, 2));
  }

  @Test
  void a_list_with_cuts_a_transition_and_a_name_goes_to_the_output_folder() throws Exception {
    counting(dir.resolve("a.mp4"), 10, 1);
    Job job =
        job(
            "stitching",
            """
            {"videos": ["a.mp4", {"video": "a.mp4", "in": 0.2, "out": "0.8"}],
             "transition": "Crossfade", "transition_duration": 0.2, "output_name": "both"}""");
    JobResult.Finished finished = run(job);
    assertThat(finished.result()).isEqualTo("OUTPUT/both.mp4");
    assertThat(finished.note())
        .isEqualTo("2 clips encoded (there is a transition), 14 frames, 1.40 s");
  }

  @Test
  void the_row_says_what_kept_clips_from_being_copied_and_programs_are_told_too() throws Exception {
    counting(dir.resolve("a.mp4"), 10, 0.5);
    counting(dir.resolve("b.mp4"), 20, 0.5);
    JobResult.Finished encoded = run(job("stitching", "{\"videos\": [\"a.mp4\", \"b.mp4\"]}"));
    assertThat(encoded.note())
        .isEqualTo(
            "2 clips encoded (a.mp4 and b.mp4 differ in their frame rate), 20 frames, 1.00 s");
    assertThat(encoded.findings())
        .isEqualTo(
            "{\"mode\":\"encode\",\"frames\":20,\"seconds\":1.0,\"why_encoded\":\"a.mp4 and b.mp4"
                + " differ in their frame rate\",\"warnings\":[]}");
    JobResult.Finished copied =
        run(job("stitching", "{\"videos\": [\"a.mp4\", \"a.mp4\"], \"output_name\": \"copied\"}"));
    assertThat(copied.findings())
        .isEqualTo("{\"mode\":\"copy\",\"frames\":10,\"seconds\":1.0,\"warnings\":[]}");
  }

  @Test
  void a_copy_that_did_not_hold_is_told_as_what_made_it_an_encode() throws Exception {
    Path good = h264(dir.resolve("good.mp4"), "testsrc2=s=320x240:r=30:d=1");
    byte[] bytes = Files.readAllBytes(good);
    for (int i = bytes.length / 4; i < bytes.length / 4 + 20; i++) {
      bytes[i] ^= 0x55;
    }
    Files.write(dir.resolve("bad.mp4"), bytes);
    JobResult.Finished finished =
        run(job("stitching", "{\"videos\": [\"good.mp4\", \"bad.mp4\"], \"check\": \"full\"}"));
    assertThat(finished.note())
        .startsWith("2 clips encoded (a copy did not hold: It does not ")
        .contains("bad.mp4 is damaged");
  }

  @Test
  void the_fields_are_read_with_their_defaults() throws Exception {
    StitchingHandler.Input input =
        handler.decode(job("stitching", "{\"video_paths\": [\"a.mp4\", \"a.mp4\"]}"));
    assertThat(input.joints()).containsExactly(new Joint(Transition.NONE, 0.5, "0x000000"));
    assertThat(input.form()).isEqualTo(FormRequest.AS_CLIPS);
    assertThat(input.options()).isEqualTo(StitchRequest.Options.PLAIN);
    assertThat(input.outputName()).isNull();
    assertThat(input.videos()).containsOnly(StitchingHandler.Video.whole("a.mp4"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | \"videos\" is missing",
        "{\"videos\": \"a.mp4\"} | must be a list of videos",
        "{\"videos\": [\"a.mp4\"]} | at least two videos",
        "{\"videos\": [\"a.mp4\", 7]} | element 2 of \"videos\"",
        "{\"videos\": [\"a.mp4\", {\"video\": \"b.mp4\", \"in\": 3, \"out\": 2}]} | element 2",
        "{\"videos\": [\"a.mp4\", {\"video\": \"b.mp4\", \"in\": \"x\"}]} | element 2",
        "{\"videos\": [\"a\", \"b\"], \"transition\": \"swirl\"} | must be one of none, crossfade",
        "{\"videos\": [\"a\", \"b\"], \"transition_duration\": -1} | between 0 and 10",
        "{\"videos\": [\"a\", \"b\"], \"transition\": \"wipe-lef\"} | (\"wipe-left\"?)",
        "{\"videos\": [\"a\", {\"video\": \"b\", \"transition\": \"fade\"}]} | but this is the last one",
        "{\"videos\": [\"a\", {\"video\": \"b\", \"out\": 2, \"duration\": 2}]} | both \"out\" and",
        "{\"videos\": [\"a\", {\"video\": \"b\", \"image\": \"c\", \"duration\": 2}]} | element 2 of"
            + " \"videos\": has both \"video\" and \"image\"",
        "{\"videos\": [\"a\", {\"in\": 1}]} | element 2 of \"videos\": \"video\" is missing",
        "{\"videos\": [\"a\", {\"video\": \"b\", \"repeat\": 0}]} | \"repeat\" is 0 but must be between",
        "{\"videos\": [\"a\", \"b\"], \"width\": 641} | must be even",
        "{\"videos\": [\"a\", \"b\"], \"fit\": \"crop\"} | contain, cover, stretch",
        "{\"videos\": [\"a\", \"b\"], \"output\": \"avi\"} | mp4, webm, mov",
        "{\"videos\": [\"a\", \"b\"], \"background\": \"sky\"} | must be a colour like",
        "{\"videos\": [\"a\", \"b\"], \"transition_color\": \"#204080\"} | which is not asked for",
        "{\"videos\": [\"a\", \"b\"], \"transition\": \"wipe-left\", \"transition_color\": \"black\"}"
            + " | which is not asked for",
        "{\"videos\": [{\"video\": \"a\", \"transition_color\": \"black\"}, \"b\"]}"
            + " | which is not asked for",
        "{\"videos\": [\"a\", \"b\"], \"frame_rate\": 500} | between 1 and 120",
        "{\"videos\": [\"a\", \"b\"], \"loudness\": 3} | between -40 and -8",
        "{\"videos\": [\"a\", \"b\"], \"music\": 7} | \"music\" must be a file",
        "{\"videos\": [\"a\", \"b\"], \"music\": {\"volume\": 9}} | \"music\": \"path\" is missing",
        "{\"video_a_path\": \"a.mp4\"} | \"video_b_path\" is missing",
      })
  void what_is_wrong_with_the_fields_is_said(String json, String said) {
    assertThatThrownBy(() -> handler.decode(job("stitching", json)))
        .isInstanceOfSatisfying(
            JobFailure.class, e -> assertThat(e.kind()).isEqualTo(JobFailure.Kind.INPUT))
        .hasMessageContaining(said);
  }

  @Test
  void everything_a_row_can_ask_for_is_read() throws Exception {
    StitchingHandler.Input input =
        handler.decode(
            job(
                "stitching",
                """
                {"videos": [{"video": "a.mp4", "in": 1, "duration": 2, "transition": "Wipe_Left",
                             "transition_duration": 1, "volume": 0.5, "title": "One"},
                            {"image": "b.png", "duration": 3, "transition": "none"},
                            {"video": "c.mp4", "repeat": 2, "pingpong": true}, "d.mp4"],
                 "transition": "fade-through-colour", "transition_color": "#20C040",
                 "width": 640, "height": 360, "frame_rate": 29.97, "fit": "cover",
                 "background": "white", "output": "webm", "loudness": -16, "audio_crossfade": 0.2,
                 "music": {"path": "song.mp3", "volume": 0.4, "loop": false, "fade_in": 1,
                           "fade_out": 2, "duck": true},
                 "chapters": true, "smart": true, "check": "full"}"""));
    assertThat(input.videos())
        .containsExactly(
            new StitchingHandler.Video("a.mp4", 1, OptionalDouble.of(3), 1, false, 0.5, "One"),
            new StitchingHandler.Video("b.png", 0, OptionalDouble.of(3), 1, false, 1, null),
            new StitchingHandler.Video("c.mp4", 0, OptionalDouble.empty(), 2, true, 1, null),
            StitchingHandler.Video.whole("d.mp4"));
    assertThat(input.joints())
        .containsExactly(
            new Joint(Transition.WIPE_LEFT, 1, "0x000000"),
            new Joint(Transition.NONE, 0.5, "0x000000"),
            new Joint(Transition.FADE_THROUGH_COLOR, 0.5, "0x20c040"));
    assertThat(input.form())
        .isEqualTo(
            new FormRequest(
                640,
                360,
                Optional.of(new Rational(30_000, 1001)),
                Fit.COVER,
                "0xffffff",
                Optional.of(FormRequest.Output.WEBM)));
    assertThat(input.sound())
        .isEqualTo(
            new StitchingHandler.Sound(
                OptionalDouble.of(-16),
                0.2,
                Optional.of(new StitchingHandler.Tune("song.mp3", 0.4, false, 1, 2, true))));
    assertThat(input.options()).isEqualTo(new StitchRequest.Options(true, true, true));
  }

  @ParameterizedTest
  @CsvSource({
    "navy, 0x000080",
    "#24f, 0x2244ff",
    "243B6B, 0x243b6b",
    "#243b6bff, 0x243b6b",
    "transparent,"
  })
  void a_background_is_written_as_for_keying(String word, String color) throws Exception {
    String row = "{\"videos\": [\"a\", \"b\"], \"background\": \"%s\"}".formatted(word);
    assertThat(handler.decode(job("stitching", row)).form().background()).isEqualTo(color);
  }

  @Test
  void the_colour_of_the_row_is_that_of_every_fade_through_a_colour() throws Exception {
    StitchingHandler.Input input =
        handler.decode(
            job(
                "stitching",
                """
                {"videos": [{"video": "a.mp4", "transition": "fade-through-color"},
                            {"video": "b.mp4", "transition": "fade-through-white"}, "c.mp4"],
                 "transition_color": "#20C040"}"""));
    assertThat(input.joints())
        .containsExactly(
            new Joint(Transition.FADE_THROUGH_COLOR, 0.5, "0x20c040"),
            new Joint(Transition.FADE_THROUGH_WHITE, 0.5, "0xffffff"));
  }

  @Test
  void every_example_of_the_documentation_is_understood() throws Exception {
    List<String> examples =
        Files.readAllLines(Path.of("docs/job-types.md")).stream()
            .filter(line -> line.startsWith("{\"videos\""))
            .toList();
    assertThat(examples).hasSizeGreaterThan(10);
    for (String example : examples) {
      assertThat(handler.decode(job("stitching", example)).videos()).as(example).isNotEmpty();
    }
  }

  @Test
  void every_transition_is_documented() throws Exception {
    String documented = Files.readString(Path.of("docs/job-types.md"));
    for (String word : Transition.words()) {
      assertThat(documented).contains("`" + word + "`");
    }
  }

  @Test
  void progress_tells_pictures_and_the_time_left() throws Exception {
    List<String> messages = new ArrayList<>();
    EncodeProgress progress = new EncodeProgress(390, (part, message) -> messages.add(message));
    progress.onProgress(new Progress(120, 30, 4, 1));
    progress.onProgress(new Progress(0, 0, 0, 0));
    progress.onProgress(new Progress(30, 0.5, 1, 0.1));
    assertThat(messages)
        .containsExactly(
            "frame 120 of 390, 30 fps, 9 s left",
            "frame 0 of 390, 0 fps",
            "frame 30 of 390, 1 fps, 12 min left");
  }

  @Test
  void a_clip_that_cannot_be_used_fails_the_job_by_name_and_leaves_nothing() throws Exception {
    h264(dir.resolve("a.mp4"), "color=red:s=64x64:d=0.2");
    Files.writeString(dir.resolve("b.mp4"), "no video");
    Job job = job("stitching", "{\"videos\": [\"a.mp4\", \"b.mp4\"]}");
    assertThatThrownBy(() -> run(job))
        .isInstanceOf(JobFailure.class)
        .hasMessageContaining("b.mp4 is not a media file");
    assertThatThrownBy(() -> run(job("stitching", "{\"videos\": [\"a.mp4\", \"none.mp4\"]}")))
        .hasMessage("The file none.mp4 does not exist.");
    try (Stream<Path> files = Files.walk(dir)) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(2);
    }
  }

  @Test
  void a_clip_that_ends_before_its_out_point_is_told() throws Exception {
    counting(dir.resolve("a.mp4"), 10, 1);
    counting(dir.resolve("b.mp4"), 10, 1);
    String row =
        "{\"videos\": [\"a.mp4\", {\"video\": \"b.mp4\", \"in\": %s, \"out\": %s}],"
            + " \"output_name\": \"%s\"}";
    assertThat(run(job("stitching", String.format(row, "0.5", "50", "cut"))).note())
        .isEqualTo(
            "2 clips encoded (b.mp4 is cut), 15 frames, 1.50 s; b.mp4 ends at 1.00 s, before its out point of"
                + " 50.00 s");
    assertThat(run(job("stitching", String.format(row, "0", "1.5", "whole"))).note())
        .isEqualTo(
            "2 clips copied, 20 frames, 2.00 s; b.mp4 ends at 1.00 s, before its out point of"
                + " 1.50 s");
    assertThat(run(job("stitching", String.format(row, "0", "1.05", "rounded"))).note())
        .isEqualTo("2 clips copied, 20 frames, 2.00 s");
  }

  @Test
  void all_that_is_missing_is_told_at_once_the_music_too() {
    handler = new StitchingHandler(new FileAssetLibrary(TestSettings.below(dir)), FFMPEG);
    assertThatThrownBy(
            () ->
                run(
                    job(
                        "stitching",
                        "{\"videos\": [\"none.mp4\", \"none.mp4\"], \"music\": \"hush.mp3\"}")))
        .isInstanceOf(JobFailure.class)
        .hasMessage("The file none.mp4 does not exist. The file hush.mp3 does not exist.");
  }

  @Test
  void room_is_asked_for_what_is_kept_to_be_played_again() throws Exception {
    make(
        dir.resolve("a.mp4"),
        lavfi("testsrc2=s=320x240:r=30:d=1,noise=alls=20:allf=t"),
        lavfi("sine=r=48000:d=1"),
        List.of("-c:v", "libopenh264", "-b:v", "100k", "-c:a", "aac", "-b:a", "32k"));
    run(
        job(
            "stitching",
            "{\"videos\": [{\"video\": \"a.mp4\", \"pingpong\": true},"
                + " {\"video\": \"a.mp4\", \"repeat\": 2}]}"));
    long kept = 0;
    try (Stream<Path> files = Files.list(dir.resolve("work"))) {
      for (Path file : files.toList()) {
        kept += Files.size(file);
      }
    }
    assertThat(kept).isGreaterThan(20 * Files.size(dir.resolve("a.mp4")));
    assertThat(library.mostRoom).isGreaterThan(kept);
  }

  @Test
  void a_copy_asks_for_no_room_to_keep_pictures_in() throws Exception {
    h264WithTone(dir.resolve("a.mp4"), "testsrc2=s=640x360:r=30:d=1", 1);
    JobResult.Finished finished =
        run(job("stitching", "{\"videos\": [{\"video\": \"a.mp4\", \"repeat\": 3}]}"));
    assertThat(finished.note()).startsWith("1 clip copied");
    long written = Files.size(dir.resolve(finished.result()));
    try (Stream<Path> files = Files.list(dir.resolve("work"))) {
      for (Path file : files.toList()) {
        written += Files.size(file);
      }
    }
    assertThat(library.mostRoom).isBetween(written - 16_000, 2 * written);
  }

  @Test
  void a_clip_too_long_to_be_played_again_does_not_wait_for_room() throws Exception {
    longClip(dir.resolve("a.mkv"));
    library.full = true;
    assertThatThrownBy(
            () -> run(job("stitching", "{\"videos\": [{\"video\": \"a.mkv\", \"repeat\": 2}]}")))
        .isInstanceOfSatisfying(
            JobFailure.class, e -> assertThat(e.kind()).isEqualTo(JobFailure.Kind.INPUT))
        .hasMessageContaining("a.mkv is too long to be played backwards or repeated");
  }

  private JobResult.Finished run(Job job) throws Exception {
    StitchingFakes.Context context = new StitchingFakes.Context(job, dir.resolve("work"));
    return (JobResult.Finished) handler.run(handler.decode(job), context);
  }
}
