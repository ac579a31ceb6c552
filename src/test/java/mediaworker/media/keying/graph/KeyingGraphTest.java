package mediaworker.media.keying.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import mediaworker.media.MediaInfo;
import mediaworker.media.Rational;
import mediaworker.media.keying.PictureStreams;
import mediaworker.media.keying.analysis.ScreenStretch;
import mediaworker.media.keying.analysis.SideFile;
import mediaworker.media.keying.analysis.SideInput;
import mediaworker.media.keying.color.ChromaSampling;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.color.Screen;
import mediaworker.media.keying.color.WorkingFormat;
import mediaworker.media.keying.request.Background;
import mediaworker.media.keying.request.Composite;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.OutputFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyingGraphTest {

  @Test
  void gif_is_slowed_to_what_players_show() {
    assertThat(graph(OutputFormat.GIF, new Rational(60, 1), 0)).contains(")*30.000000)");
    assertThat(graph(OutputFormat.GIF, new Rational(50, 1), 0)).contains(")*25.000000)");
    assertThat(graph(OutputFormat.GIF, new Rational(25, 1), 0)).doesNotContain("select=");
    assertThat(graph(OutputFormat.WEBM, new Rational(60, 1), 0)).doesNotContain("select=");
  }

  @Test
  void posterizing_reduces_first_and_holds_each_picture_last() {
    assertThat(graph(OutputFormat.WEBM, new Rational(30000, 1001), 8))
        .contains("[0:0]split=2[pace][shown];[shown]select=")
        .contains(")*8.000000)")
        .contains("[still][tick]hstack");
    assertThat(graph(OutputFormat.WEBM, new Rational(24, 1), 24)).doesNotContain("select=");
    assertThat(graph(OutputFormat.GIF, new Rational(24, 1), 8))
        .contains("[0:0]select=")
        .doesNotContain("hstack");
  }

  /**
   * FFmpeg's scheduler may hold back a graph that has a source of its own until there is sound,
   * while the sound lies behind pictures that wait for that graph. It is seldom seen.
   */
  @ParameterizedTest
  @EnumSource(OutputFormat.class)
  void no_graph_has_a_source_of_its_own(OutputFormat format) {
    Optional<Composite> over =
        format == OutputFormat.MP4
            ? Optional.of(Composite.over(new Background.Color(0x3060a0)))
            : Optional.empty();
    KeyingGraph keying = keying(format, new Rational(25, 1), 0, over);
    String graph = over.map(colour -> keying.composite(colour, "")).orElseGet(keying::output);

    assertThat(graph.replaceAll("'[^']*'", "").split(";"))
        .hasSizeGreaterThan(20)
        .allMatch(chain -> chain.startsWith("["));
  }

  @Test
  void what_lies_outside_the_canvas_is_never_made() {
    Composite close =
        new Composite(
            new Background.Color(0x3060a0),
            Composite.Fit.COVER,
            0,
            Composite.End.LOOP,
            Composite.Canvas.OF_CLIP,
            new Composite.Placement(0.25, 0.75, 8),
            Composite.Sound.NONE);
    MediaInfo.Video video = PictureStreams.of(new Rational(25, 1));
    String graph =
        keying(OutputFormat.MP4, video.frameRate(), 0, Optional.of(close)).composite(close, "");

    int across = 8 * video.width();
    int down = 8 * video.height();
    assertThat(graph)
        .doesNotContain("scale=" + across + ":" + down)
        .contains("scale=" + across + ":ih:")
        .contains("crop=" + video.width() + ":ih:" + (4 * video.width() - video.width() / 4) + ":0")
        .contains("scale=iw:" + down + ":")
        .contains(
            "crop=iw:" + video.height() + ":0:" + (4 * video.height() - 3 * video.height() / 4));
  }

  private static String graph(OutputFormat format, Rational rate, double posterizeFps) {
    return keying(format, rate, posterizeFps, Optional.empty()).output();
  }

  private static KeyingGraph keying(
      OutputFormat format, Rational rate, double posterizeFps, Optional<Composite> over) {
    MediaInfo.Video video = PictureStreams.of(rate);
    MediaInfo source = new MediaInfo(Path.of("a.mp4"), "mov", 1, List.of(video), List.of());
    KeyingSettings normal = KeyingSettings.DEFAULTS;
    KeyingSettings settings =
        new KeyingSettings(
            normal.keyColor(),
            normal.matte(),
            normal.spill(),
            normal.plate(),
            normal.corrections(),
            posterizeFps,
            false);
    MatteGraph matte =
        new MatteGraph(
            List.of(
                ScreenStretch.whole(
                    new MeasuredKey(Screen.GREEN, ColorMatrix.BT601, 100, 60, 50, 1),
                    settings.matte())),
            settings.spill(),
            settings.corrections(),
            320,
            240,
            ChromaSampling.QUARTER);
    SideInput plate = new SideFile(Path.of("plate.ivf"), 160, 120, 3, List.of(0), 0);
    SideInput subjects =
        new SideFile(Path.of("subjects.ivf"), 160, 120, 3, Collections.nCopies(100, 0), 0);
    return new KeyingGraph(
        new KeyingRequest(source, settings, format, over),
        video,
        WorkingFormat.of(video),
        matte,
        List.of(plate, subjects));
  }
}
