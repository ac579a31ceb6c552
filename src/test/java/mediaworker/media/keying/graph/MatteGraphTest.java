package mediaworker.media.keying.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import mediaworker.media.keying.analysis.ScreenStretch;
import mediaworker.media.keying.color.ChromaSampling;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.color.Screen;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.KeyingSettings.MatteSettings;
import mediaworker.media.keying.request.KeyingSettings.SpillSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MatteGraphTest {

  private static final MeasuredKey GREEN =
      new MeasuredKey(Screen.GREEN, ColorMatrix.BT709, 137, 63, 42, 1);

  private static final MatteGraph.Beside BESIDE =
      new MatteGraph.Beside("1:v", "2:v", Optional.empty(), Optional.empty());

  @Test
  void every_label_is_made_once_and_used_once() {
    List<String> chains = graph(MatteSettings.DEFAULTS, SpillSettings.DEFAULTS, 1280, 720);
    Pattern label = Pattern.compile("\\[([a-z0-9:]+)\\]");
    List<String> labels =
        label.matcher(String.join(";", chains)).results().map(found -> found.group(1)).toList();

    assertThat(labels)
        .filteredOn(name -> !List.of("clip", "1:v", "2:v", "keyed").contains(name))
        .allSatisfy(name -> assertThat(labels.stream().filter(name::equals)).hasSize(2));
  }

  /** Filters that differ are enabled by turns; all else is there once. */
  @Test
  void several_screens_share_a_graph_in_which_every_label_is_made_and_used_once() {
    MeasuredKey lime = new MeasuredKey(Screen.GREEN, ColorMatrix.BT709, 160, 50, 40, 1);
    MeasuredKey blue = new MeasuredKey(Screen.BLUE, ColorMatrix.BT709, 60, 180, 110, 1);
    List<ScreenStretch> stretches =
        List.of(
            new ScreenStretch(0, GREEN, MatteSettings.DEFAULTS, false),
            new ScreenStretch(1, lime, MatteSettings.DEFAULTS, false),
            new ScreenStretch(2, blue, MatteSettings.DEFAULTS, false),
            new ScreenStretch(3, GREEN, MatteSettings.DEFAULTS, false));

    String chains = String.join(";", graph(stretches, SpillSettings.DEFAULTS, 1280, 720));

    List<String> labels =
        Pattern.compile("\\[([a-z0-9:]+)\\]")
            .matcher(chains.replaceAll("'[^']*'", ""))
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(labels)
        .filteredOn(name -> !List.of("clip", "1:v", "2:v", "keyed").contains(name))
        .allSatisfy(name -> assertThat(labels.stream().filter(name::equals)).hasSize(2));
    assertThat(chains)
        .contains("enable='lt(t,0.999500)+gte(t,2.999500)'")
        .contains("enable='gte(t,0.999500)*lt(t,1.999500)'")
        .contains("enable='gte(t,1.999500)*lt(t,2.999500)'");
  }

  @ParameterizedTest
  @CsvSource({
    "3:v, ,    DROP, QUARTER",
    ",    3:v, DROP, HALF",
    "3:v, 4:v, DROP, FULL",
    "3:v, 4:v, KEEP, QUARTER"
  })
  void with_regions_every_label_is_made_once_and_used_once_too(
      String garbage, String hold, KeyingSettings.Shadow shadow, ChromaSampling sampling) {
    List<String> chains =
        new MatteGraph(
                List.of(ScreenStretch.whole(GREEN, MatteSettings.DEFAULTS)),
                SpillSettings.DEFAULTS,
                new KeyingSettings.Corrections(List.of(), List.of(), 0, 0, shadow),
                321,
                241,
                sampling)
            .chains(
                "clip",
                new MatteGraph.Beside(
                    "1:v", "2:v", Optional.ofNullable(garbage), Optional.ofNullable(hold)),
                "keyed");

    List<String> labels =
        Pattern.compile("\\[([a-z0-9:]+)\\]")
            .matcher(String.join(";", chains))
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(labels)
        .filteredOn(name -> !name.contains(":") && !List.of("clip", "keyed").contains(name))
        .allSatisfy(name -> assertThat(labels.stream().filter(name::equals)).hasSize(2));
    assertThat(labels).contains("1:v", "2:v", "3:v");
  }

  @Test
  void in_filters_of_two_inputs_the_clip_comes_before_the_plate() {
    String graph =
        String.join(";", graph(MatteSettings.DEFAULTS, SpillSettings.DEFAULTS, 1280, 720));

    assertThat(graph)
        .contains("[difference][pd]lut2")
        .contains("[y3][py]blend")
        .contains("[u2][pu]blend")
        .contains("[v2][pv]blend");
  }

  @Test
  void an_odd_size_is_scaled_from_whole_chroma_cells_and_cropped() {
    assertThat(String.join(";", graph(MatteSettings.DEFAULTS, SpillSettings.DEFAULTS, 321, 241)))
        .contains("scale=322:242:flags=bicubic,crop=321:241:0:0");
    assertThat(String.join(";", graph(MatteSettings.DEFAULTS, SpillSettings.DEFAULTS, 320, 240)))
        .contains("scale=320:240:flags=bicubic")
        .doesNotContain("crop=320");
  }

  @Test
  void small_planes_are_left_to_one_thread_and_large_ones_divided() {
    List<String> hd = graph(MatteSettings.DEFAULTS, SpillSettings.DEFAULTS, 1920, 1080);
    List<String> uhd = graph(MatteSettings.DEFAULTS, SpillSettings.DEFAULTS, 3840, 2160);

    assertThat(hd)
        .filteredOn(chain -> chain.matches(".*\\[(measured|gu|hv|fu|cu|reference)]"))
        .hasSize(6)
        .allMatch(chain -> chain.contains(":threads=1["));
    assertThat(hd)
        .filteredOn(chain -> chain.matches(".*\\[(smooth|detail|dy|hy|fy|cy)]"))
        .hasSize(6)
        .noneMatch(chain -> chain.contains("threads"));
    assertThat(uhd)
        .filteredOn(chain -> chain.matches(".*\\[(measured|gu|hv|fu|cu|reference)]"))
        .hasSize(6)
        .noneMatch(chain -> chain.contains("threads"));
  }

  @Test
  void without_spill_removal_its_filters_are_left_out() {
    String graph =
        String.join(";", graph(MatteSettings.DEFAULTS, new SpillSettings(0, 0.6), 1280, 720));

    assertThat(graph).contains("[fy]null[cy]").doesNotContain("[excess]");
  }

  @Test
  void growing_and_shrinking_happen_after_the_colours_are_unmixed() {
    MatteSettings grown = new MatteSettings(1, 0.07, 0.86, 2, 0);
    MatteSettings shrunk = new MatteSettings(1, 0.07, 0.86, -2, 1.5);

    assertThat(graph(grown, SpillSettings.DEFAULTS, 1280, 720))
        .contains("[shown]null,dilation=coordinates=90,dilation[alpha]")
        .anyMatch(chain -> chain.equals("[carriedy][owny][masky]maskedmerge[cy]"));
    assertThat(graph(shrunk, SpillSettings.DEFAULTS, 1280, 720))
        .contains("[shown]null,erosion=coordinates=90,erosion,gblur=sigma=1.500000[alpha]");
  }

  @Test
  void numbers_are_written_with_a_point_in_every_locale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(String.join(";", graph(MatteSettings.DEFAULTS, SpillSettings.DEFAULTS, 1280, 720)))
          .doesNotContainPattern("[0-9],[0-9]{6}");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void no_setting_out_of_range_reaches_a_graph() {
    assertThatThrownBy(() -> new MatteSettings(1, Double.NaN, 0.86, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MatteSettings(1, 0.07, 0.86, 11, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SpillSettings(1.5, 0.6))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @EnumSource
  void coefficients_are_those_of_the_standards(ColorMatrix matrix) {
    boolean hd = matrix == ColorMatrix.BT709;
    assertThat(matrix.redOfCr()).isEqualTo(hd ? 1.5748 : 1.402, near());
    assertThat(matrix.blueOfCb()).isEqualTo(hd ? 1.8556 : 1.772, near());
    assertThat(matrix.greenOfCr()).isEqualTo(hd ? -0.4681 : -0.7141, near());
    assertThat(matrix.greenOfCb()).isEqualTo(hd ? -0.1873 : -0.3441, near());
  }

  @ParameterizedTest
  @EnumSource
  void colours_survive_the_way_to_levels_and_back(ColorMatrix matrix) {
    for (int rgb : new int[] {0x00b140, 0x0047bb, 0xffffff, 0x000000, 0xd08040}) {
      double[] levels = matrix.levels(rgb);
      assertThat(matrix.rgb(levels[0], levels[1], levels[2])).isEqualTo(rgb);
    }
  }

  @Test
  void the_colour_difference_is_that_of_the_channels() {
    double[] levels = ColorMatrix.BT709.levels(0x20c040);
    double expected = (0xc0 - 0.95 * 0x40 - 0.05 * 0x20) / 255.0;

    assertThat(Screen.GREEN.difference(ColorMatrix.BT709, levels[1], levels[2], 0.95))
        .isEqualTo(expected, near());
  }

  @ParameterizedTest
  @EnumSource
  void the_excess_is_what_stands_above_the_mean_of_the_others(ColorMatrix matrix) {
    double[] levels = matrix.levels(0x20c040);

    assertThat(value(Screen.GREEN.excessExpression(matrix, 255), levels[1], levels[2]))
        .isEqualTo(0xc0 - (0x20 + 0x40) / 2.0, near());
    assertThat(value(Screen.BLUE.excessExpression(matrix, 255), levels[1], levels[2]))
        .isEqualTo(0x40 - (0x20 + 0xc0) / 2.0, near());
  }

  /** Of an expression that is a sum of products of numbers, x and y. */
  private static double value(String expression, double x, double y) {
    double sum = 0;
    for (String term : expression.split("\\+", -1)) {
      String[] factors = term.split("\\*", -1);
      double value = Double.parseDouble(factors[0]);
      if (factors.length == 2) {
        value *= factors[1].equals("x") ? x : y;
      }
      sum += value;
    }
    return sum;
  }

  private static org.assertj.core.data.Offset<Double> near() {
    return org.assertj.core.data.Offset.offset(0.001);
  }

  private static List<String> graph(
      MatteSettings matte, SpillSettings spill, int width, int height) {
    return graph(List.of(ScreenStretch.whole(GREEN, matte)), spill, width, height);
  }

  private static List<String> graph(
      List<ScreenStretch> stretches, SpillSettings spill, int width, int height) {
    return new MatteGraph(
            stretches,
            spill,
            KeyingSettings.Corrections.NONE,
            width,
            height,
            ChromaSampling.QUARTER)
        .chains("clip", BESIDE, "keyed");
  }
}
