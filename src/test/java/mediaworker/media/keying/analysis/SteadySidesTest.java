package mediaworker.media.keying.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Pictures of two cells, of which the second is always the empty screen. */
class SteadySidesTest {

  private static final int CELLS = 2;
  private static final int SOLID = 255;
  private static final int HALF = 160;

  /** Of a green screen, in both cells; and of a dim one. */
  private static final byte[] EMPTY = {120, 120, 90, 90, 80, 80};

  private static final byte[] DIM = {52, 52, 122, 122, 116, 116};

  @Test
  void takes_one_cell_of_a_picture_from_those_around_that_show_the_same() throws IOException {
    List<SteadySides.Picture> pictures = shown(12, SOLID, 100);
    pictures.set(6, picture(100, HALF, 0));

    List<FrameSides.Planes> steady = steady(pictures);

    assertThat(subjects(steady)).hasSize(12).containsOnly(SOLID);
    assertThat(steady.get(6).subject()[1]).isEqualTo((byte) 7);
  }

  @Test
  void leaves_the_picture_itself_to_those_that_ask_it_too() throws IOException {
    List<SteadySides.Picture> pictures = shown(12, SOLID, 100);
    FrameSides.Planes planes = planes(HALF);
    pictures.set(6, new SteadySides.Picture(pixels(100), 0, planes));

    steady(pictures);

    assertThat(planes).usingRecursiveComparison().isEqualTo(planes(HALF));
  }

  @Test
  void mends_the_first_and_the_last_pictures() throws IOException {
    List<SteadySides.Picture> pictures = shown(14, SOLID, 100);
    for (int at : new int[] {0, 1, 2, 11, 12, 13}) {
      pictures.set(at, picture(100, HALF, 0));
    }

    assertThat(subjects(steady(pictures))).hasSize(14).containsOnly(SOLID);
  }

  @Test
  void takes_the_plate_of_the_same_picture() throws IOException {
    List<SteadySides.Picture> pictures = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      byte[] plate = new byte[Sides.PLATE_PLANES * CELLS];
      plate[0] = (byte) (i == 3 ? 9 : 50);
      plate[1] = 1;
      FrameSides.Planes found = planes(i == 3 ? 0 : HALF).withPlate(plate);
      pictures.add(new SteadySides.Picture(pixels(100), 0, found));
    }

    FrameSides.Planes mended = steady(pictures).get(3);

    assertThat(mended.plate()).startsWith(50, 1);
    assertThat(subject(mended)).isEqualTo(HALF);
  }

  @Test
  void leaves_what_shows_something_else() throws IOException {
    List<SteadySides.Picture> pictures = shown(12, SOLID, 100);
    pictures.set(6, picture(106, HALF, 0));

    assertThat(subjects(steady(pictures)).get(6)).isEqualTo(HALF);
  }

  @Test
  void leaves_what_differs_in_chroma_alone() throws IOException {
    for (int plane : new int[] {1, 2}) {
      assertThat(subjects(steady(oneOff(plane, 3, EMPTY))).get(6)).isEqualTo(SOLID);
      assertThat(subjects(steady(oneOff(plane, 4, EMPTY))).get(6)).isEqualTo(HALF);
    }
  }

  @Test
  void asks_more_before_a_dim_screen() throws IOException {
    for (int plane : new int[] {1, 2}) {
      assertThat(subjects(steady(oneOff(plane, 1, DIM))).get(6)).isEqualTo(SOLID);
      assertThat(subjects(steady(oneOff(plane, 2, DIM))).get(6)).isEqualTo(HALF);
    }
    assertThat(subjects(steady(oneOff(0, 4, DIM))).get(6)).isEqualTo(SOLID);
    assertThat(subjects(steady(oneOff(0, 5, DIM))).get(6)).isEqualTo(HALF);
  }

  @Test
  void leaves_what_changes_for_good() throws IOException {
    List<SteadySides.Picture> pictures = shown(10, SOLID, 100);
    pictures.addAll(shown(10, HALF, 100));

    assertThat(subjects(steady(pictures)))
        .isEqualTo(concat(Collections.nCopies(10, SOLID), Collections.nCopies(10, HALF)));
  }

  @Test
  void leaves_what_differs_by_little() throws IOException {
    List<SteadySides.Picture> pictures = shown(12, SOLID, 100);
    pictures.set(6, picture(100, SOLID - 40, 0));

    assertThat(subjects(steady(pictures)).get(6)).isEqualTo(SOLID - 40);
  }

  @Test
  void does_not_ask_pictures_of_another_screen() throws IOException {
    List<SteadySides.Picture> pictures = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      pictures.add(i == 6 ? picture(100, HALF, 1) : picture(100, SOLID, 0));
    }

    assertThat(subjects(steady(pictures)).get(6)).isEqualTo(HALF);
  }

  @Test
  void neither_asks_nor_mends_faded_pictures() throws IOException {
    List<SteadySides.Picture> pictures = shown(5, HALF, 100);
    for (int i = 0; i < 4; i++) {
      FrameSides.Planes faded =
          new FrameSides.Planes(null, planes(SOLID).subject(), new byte[0], EMPTY);
      pictures.add(new SteadySides.Picture(pixels(100), 0, faded));
    }
    pictures.set(0, picture(100, SOLID, 0));

    assertThat(subjects(steady(pictures)))
        .containsExactly(HALF, HALF, HALF, HALF, HALF, SOLID, SOLID, SOLID, SOLID);
  }

  @Test
  void tells_nothing_of_a_few_pictures() throws IOException {
    List<SteadySides.Picture> pictures = shown(3, SOLID, 100);
    pictures.set(1, picture(100, HALF, 0));

    assertThat(subjects(steady(pictures))).containsExactly(SOLID, HALF, SOLID);
  }

  @Test
  void hands_on_a_picture_before_all_have_come() throws IOException {
    List<FrameSides.Planes> out = new ArrayList<>();
    SteadySides steady = new SteadySides(CELLS, SteadySides.Range.ALL, out::add);
    List<Integer> handedOn = new ArrayList<>();
    for (SteadySides.Picture picture : shown(14, SOLID, 100)) {
      steady.add(picture);
      handedOn.add(out.size());
    }
    assertThat(handedOn).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 5, 6, 7, 8, 9, 10);
  }

  @Test
  void judges_a_part_as_it_does_the_whole() throws IOException {
    Random random = new Random(5);
    for (int size = 1; size < 30; size++) {
      List<SteadySides.Picture> pictures = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        pictures.add(picture(100 + random.nextInt(8), 90 + random.nextInt(166), 0));
      }
      List<Integer> whole = subjects(steady(pictures));
      for (int first = 0; first < size; first++) {
        for (int count = 1; first + count <= size; count++) {
          SteadySides.Range asked = new SteadySides.Range(first, count).asked(size);
          List<FrameSides.Planes> out = new ArrayList<>();
          SteadySides.Range wanted = new SteadySides.Range(first - asked.first(), count);
          SteadySides steady = new SteadySides(CELLS, wanted, out::add);
          for (int i = asked.first(); i < asked.first() + asked.count(); i++) {
            steady.add(pictures.get(i));
          }
          steady.finish();
          assertThat(subjects(out)).isEqualTo(whole.subList(first, first + count));
        }
      }
    }
  }

  private static List<FrameSides.Planes> steady(List<SteadySides.Picture> pictures)
      throws IOException {
    List<FrameSides.Planes> out = new ArrayList<>();
    SteadySides steady = new SteadySides(CELLS, SteadySides.Range.ALL, out::add);
    for (SteadySides.Picture picture : pictures) {
      steady.add(picture);
    }
    steady.finish();
    return out;
  }

  private static List<SteadySides.Picture> shown(int count, int matte, int luma) {
    return new ArrayList<>(
        IntStream.range(0, count).mapToObj(i -> picture(luma, matte, 0)).toList());
  }

  private static SteadySides.Picture picture(int luma, int matte, int screen) {
    return new SteadySides.Picture(pixels(luma), screen, planes(matte));
  }

  /** Twelve pictures, of which one is judged otherwise and differs by some levels. */
  private static List<SteadySides.Picture> oneOff(int plane, int levels, byte[] empty) {
    List<SteadySides.Picture> pictures = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      byte[] pixels = pixels(100);
      pixels[plane * CELLS] += (byte) (i == 6 ? levels : 0);
      FrameSides.Planes all = planes(i == 6 ? HALF : SOLID);
      FrameSides.Planes before =
          new FrameSides.Planes(null, all.subject(), all.matte(), empty.clone());
      pictures.add(new SteadySides.Picture(pixels, 0, before));
    }
    return pictures;
  }

  private static byte[] pixels(int luma) {
    byte[] pixels = new byte[3 * CELLS];
    pixels[0] = (byte) luma;
    return pixels;
  }

  /** Planes whose first level in the first cell is the matte, 7 in the second. */
  private static FrameSides.Planes planes(int matte) {
    byte[] subject = new byte[Sides.SUBJECT_PLANES * CELLS];
    subject[0] = (byte) matte;
    subject[1] = 7;
    return new FrameSides.Planes(null, subject, new byte[] {(byte) matte, 0}, EMPTY);
  }

  private static int subject(FrameSides.Planes planes) {
    return planes.subject()[0] & 0xff;
  }

  private static List<Integer> subjects(List<FrameSides.Planes> all) {
    return all.stream().map(SteadySidesTest::subject).toList();
  }

  private static List<Integer> concat(List<Integer> some, List<Integer> others) {
    List<Integer> all = new ArrayList<>(some);
    all.addAll(others);
    return all;
  }
}
