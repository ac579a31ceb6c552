package mediaworker.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.timeline.GeneratedClips;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sheet of two clips of 160×120 whose left half is red and whose right half is keyed away. In
 * cells of 640×360 they are 480 wide and begin 80 pixels from the left.
 */
class BeforeAfterSheetTest {

  private static final int CELL = 648;
  private static final int ROW = 368;
  private static final int EDGE = 4;

  @TempDir static Path folder;
  private static Path sheet;
  private static BeforeAfterSheet.Row row;

  @BeforeAll
  static void make() throws Exception {
    Path source =
        GeneratedClips.h264(folder.resolve("source.mp4"), "color=0x10c040:s=160x120:r=30:d=1");
    row =
        new BeforeAfterSheet.Row(source, GeneratedClips.halfRedWebm(folder.resolve("keyed.webm")));
    BeforeAfterSheet.Row prores =
        new BeforeAfterSheet.Row(source, GeneratedClips.halfRedProres(folder.resolve("keyed.mov")));
    sheet = folder.resolve("sheet.png");
    make(sheet, row, prores);
  }

  @Test
  void it_has_a_row_for_each_clip_and_three_cells_in_a_row() throws Exception {
    MediaInfo.Video picture = GeneratedClips.probe(sheet).picture().orElseThrow();

    assertThat(picture.codec()).isEqualTo("png");
    assertThat(picture.width()).isEqualTo(3 * CELL);
    assertThat(picture.height()).isEqualTo(2 * ROW);
    assertThat(picture.alpha()).isFalse();
  }

  @Test
  void the_first_cell_shows_the_clip_as_it_was() throws Exception {
    for (int y : new int[] {100, ROW + 100}) {
      assertNear(pixel(0, 200, y), 0x10c040);
      assertNear(pixel(0, 440, y), 0x10c040);
    }
  }

  @Test
  void the_second_cell_shows_the_subject_over_a_checkerboard() throws Exception {
    for (int y : new int[] {104, ROW + 104}) {
      assertNear(pixel(1, 200, y), 0xff0000);
      assertNear(pixel(1, 408, y), 0xebebeb);
      assertNear(pixel(1, 424, y), 0xa0a0a0);
    }
  }

  @Test
  void the_third_cell_shows_the_subject_over_dark_red() throws Exception {
    for (int y : new int[] {104, ROW + 104}) {
      assertNear(pixel(2, 200, y), 0xff0000);
      assertNear(pixel(2, 440, y), 0x5a1020);
    }
  }

  @Test
  void cells_are_framed() throws Exception {
    for (int cell = 0; cell < 3; cell++) {
      assertNear(GeneratedClips.pixels(sheet, cell * CELL, 100).get(0), 0x303338);
    }
  }

  @Test
  void a_single_clip_makes_a_single_row_and_an_older_sheet_is_replaced() throws Exception {
    Path single = Files.writeString(folder.resolve("single.png"), "an older one");

    make(single, row);

    assertThat(GeneratedClips.probe(single).picture().orElseThrow().height()).isEqualTo(ROW);
  }

  @Test
  void clips_are_shown_at_their_middle() throws Exception {
    Path counting = GeneratedClips.counting(folder.resolve("counting.mp4"), 30, 2);
    Path middle = folder.resolve("middle.png");

    make(middle, new BeforeAfterSheet.Row(counting, row.keyed()));

    // Picture 30 of 60 tells its number by its grey level, 20 + 4 * 30 in limited range.
    int grey = Math.round((20 + 4 * 30 - 16) * 255 / 219f);
    int[] seen = GeneratedClips.pixels(middle, EDGE + 320, EDGE + 180).get(0);
    assertThat(seen[0]).isBetween(grey - 5, grey + 5);
  }

  @Test
  void a_clip_that_cannot_be_read_is_named() throws Exception {
    Path broken = Files.writeString(folder.resolve("broken.webm"), "no clip");

    assertThatThrownBy(
            () -> make(folder.resolve("none.png"), new BeforeAfterSheet.Row(row.source(), broken)))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("broken.webm");
  }

  private static void make(Path png, BeforeAfterSheet.Row... rows) throws Exception {
    new BeforeAfterSheet(GeneratedClips.FFMPEG).make(List.of(rows), png, new Cancellation());
  }

  /** The colour at a place within a cell of the first row, or below it of the second. */
  private static int[] pixel(int cell, int x, int y) throws Exception {
    return GeneratedClips.pixels(sheet, cell * CELL + EDGE + x, EDGE + y).get(0);
  }

  private static void assertNear(int[] pixel, int color) {
    for (int c = 0; c < 3; c++) {
      int wanted = color >> (16 - 8 * c) & 0xff;
      assertThat(pixel[c])
          .as("channel %d of %02x%02x%02x", c, pixel[0], pixel[1], pixel[2])
          .isBetween(wanted - 8, wanted + 8);
    }
  }
}
