package mediaworker.demo;

import static mediaworker.media.timeline.GeneratedClips.FFMPEG;
import static mediaworker.media.timeline.GeneratedClips.counting;
import static mediaworker.media.timeline.GeneratedClips.h264;
import static mediaworker.media.timeline.GeneratedClips.halfRedProres;
import static mediaworker.media.timeline.GeneratedClips.halfRedWebm;
import static mediaworker.media.timeline.GeneratedClips.pixels;
import static mediaworker.media.timeline.GeneratedClips.probe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The keyed test clip is 4:3, red and opaque on the left, invisible on the right: in a cell of
 * 640x360 it takes x 80…560, and its right half begins at 320.
 */
class BeforeAfterSheetTest {

  private static final int CELL = 648;
  private static final int ROW = 368;
  private static final int MARGIN = 4;

  @TempDir Path dir;

  @Test
  void a_clip_is_a_row_of_three_cells() throws Exception {
    Path sheet = sheet(new BeforeAfterSheet.Row(green(), halfRedWebm(dir.resolve("keyed.webm"))));

    MediaInfo.Video picture = probe(sheet).picture().orElseThrow();
    assertThat(picture.codec()).isEqualTo("png");
    assertThat(picture.width()).isEqualTo(3 * CELL);
    assertThat(picture.height()).isEqualTo(ROW);
  }

  @Test
  void the_checkerboard_shows_where_the_clip_is_invisible_and_nowhere_else() throws Exception {
    Path sheet = sheet(new BeforeAfterSheet.Row(green(), halfRedWebm(dir.resolve("keyed.webm"))));

    int[] square = at(sheet, 1, 0, 440, 180);
    int[] next = at(sheet, 1, 0, 440 + 16, 180);
    assertThat(square[0]).isCloseTo(square[1], within(3)).isCloseTo(square[2], within(3));
    assertThat(next[0]).isCloseTo(next[1], within(3)).isCloseTo(next[2], within(3));
    assertThat(Math.abs(square[0] - next[0])).isGreaterThan(50);
    for (int x : new int[] {200, 216}) {
      assertThat(isRed(at(sheet, 1, 0, x, 180))).isTrue();
    }
  }

  @Test
  void the_third_cell_shows_the_clip_over_dark_red() throws Exception {
    Path sheet = sheet(new BeforeAfterSheet.Row(green(), halfRedWebm(dir.resolve("keyed.webm"))));

    int[] behind = at(sheet, 2, 0, 440, 180);
    assertThat(behind[0]).isCloseTo(0x5a, within(6));
    assertThat(behind[1]).isCloseTo(0x10, within(6));
    assertThat(behind[2]).isCloseTo(0x20, within(6));
    assertThat(isRed(at(sheet, 2, 0, 200, 180))).isTrue();
  }

  @Test
  void the_first_cell_shows_the_source_at_its_middle() throws Exception {
    // The grey level tells the picture's number: 20 + 4 * 30 in limited range at one second.
    Path sheet =
        sheet(
            new BeforeAfterSheet.Row(
                counting(dir.resolve("counting.mp4"), 30, 2),
                halfRedWebm(dir.resolve("keyed.webm"))));

    int expected = Math.round((20 + 4 * 30 - 16) * 255 / 219f);
    assertThat(at(sheet, 0, 0, 320, 180)[0]).isCloseTo(expected, within(5));
  }

  @Test
  void every_clip_has_its_row_whatever_its_format() throws Exception {
    Path sheet =
        sheet(
            new BeforeAfterSheet.Row(green(), halfRedWebm(dir.resolve("keyed.webm"))),
            new BeforeAfterSheet.Row(green(), halfRedProres(dir.resolve("keyed.mov"))));

    assertThat(probe(sheet).picture().orElseThrow().height()).isEqualTo(2 * ROW);
    for (int row = 0; row < 2; row++) {
      int[] source = at(sheet, 0, row, 320, 180);
      assertThat(source[1]).isGreaterThan(source[0] + 80);
      assertThat(isRed(at(sheet, 1, row, 200, 180))).isTrue();
      assertThat(isRed(at(sheet, 1, row, 440, 180))).isFalse();
    }
  }

  @Test
  void a_clip_that_cannot_be_read_is_named() throws Exception {
    Path broken = Files.writeString(dir.resolve("broken.webm"), "no clip");

    assertThatThrownBy(() -> sheet(new BeforeAfterSheet.Row(green(), broken)))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("broken.webm");
  }

  private Path sheet(BeforeAfterSheet.Row... rows) throws Exception {
    Path png = dir.resolve("sheet.png");
    new BeforeAfterSheet(FFMPEG).make(List.of(rows), png, new Cancellation());
    return png;
  }

  private Path green() throws Exception {
    return h264(dir.resolve("green.mp4"), "color=0x10b040:s=320x180:r=30:d=1");
  }

  /** A pixel of a cell, from the cell's own corner. */
  private static int[] at(Path sheet, int column, int row, int x, int y) throws Exception {
    return pixels(sheet, column * CELL + MARGIN + x, row * ROW + MARGIN + y).get(0);
  }

  private static boolean isRed(int[] rgb) {
    return rgb[0] > 200 && rgb[1] < 40 && rgb[2] < 40;
  }
}
