package mediaworker.assets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskRoomTest {

  private static final long GIGABYTE = 1L << 30;

  @TempDir Path folder;
  private long free;
  private long total;

  @BeforeEach
  void measure() throws Exception {
    free = Files.getFileStore(folder).getUsableSpace();
    total = Files.getFileStore(folder).getTotalSpace();
  }

  @Test
  void a_disk_with_room_is_no_problem_and_a_missing_folder_is_on_its_parents_disk() {
    assertThatCode(() -> new DiskRoom(1).require(folder.resolve("not/yet"), 1))
        .doesNotThrowAnyException();
  }

  @Test
  void under_the_floor_the_job_is_to_wait() {
    assertThatThrownBy(() -> new DiskRoom(free + GIGABYTE).require(folder, 0))
        .isInstanceOfSatisfying(
            AssetException.class, e -> assertThat(e.isForRoom()).as(e.sentence()).isTrue())
        .hasMessageContaining("waits for room on the disk of " + folder)
        .hasMessageContaining("are to stay free (min-free-mb)");
  }

  @Test
  void what_a_job_will_write_is_counted() {
    long needs = Math.min(free + GIGABYTE, total - 1);
    assertThatThrownBy(() -> new DiskRoom(1).require(folder, needs))
        .isInstanceOf(AssetException.class)
        .hasMessageContaining("this job needs about");
  }

  @Test
  void a_job_that_no_room_will_ever_do_for_is_refused() {
    assertThatThrownBy(() -> new DiskRoom(GIGABYTE).require(folder, total))
        .isInstanceOfSatisfying(
            AssetException.class, e -> assertThat(e.isForRoom()).as(e.sentence()).isFalse())
        .hasMessageContaining("can never hold this job");
  }

  @Test
  void a_job_that_may_take_less_than_is_estimated_waits_on_the_smallest_disk() {
    assertThatThrownBy(
            () -> new DiskRoom(GIGABYTE).require(folder, folder, DiskNeed.estimated(total, total)))
        .isInstanceOfSatisfying(
            AssetException.class, e -> assertThat(e.isForRoom()).as(e.sentence()).isTrue());
    assertThatThrownBy(() -> new DiskRoom(GIGABYTE).require(folder, folder, DiskNeed.ofCopy(total)))
        .isInstanceOfSatisfying(
            AssetException.class, e -> assertThat(e.isForRoom()).as(e.sentence()).isFalse());
  }

  @Test
  void each_disk_is_asked_for_what_is_written_to_it_alone() throws Exception {
    Path work = Files.createDirectory(folder.resolve("work"));
    Path output = Files.createDirectory(folder.resolve("output"));
    DiskRoom two =
        new DiskRoom(1, path -> new DiskRoom.Disk(path, path.equals(work) ? 100 : 1000, GIGABYTE));
    assertThatCode(() -> two.require(work, output, DiskNeed.estimated(99, 999)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> two.require(work, output, DiskNeed.estimated(100, 0)))
        .hasMessageContaining("the disk of " + work);
    assertThatThrownBy(() -> two.require(work, output, DiskNeed.estimated(0, 1000)))
        .hasMessageContaining("the disk of " + output);
  }

  @Test
  void a_disk_of_both_folders_is_asked_for_the_sum() {
    DiskRoom one = new DiskRoom(1, path -> new DiskRoom.Disk("one", 1000, GIGABYTE));
    Path output = folder.resolve("output");
    assertThatCode(() -> one.require(folder, output, DiskNeed.estimated(99, 900)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> one.require(folder, output, DiskNeed.estimated(100, 900)))
        .isInstanceOf(AssetException.class);
    assertThatThrownBy(
            () -> one.require(folder, output, DiskNeed.estimated(Long.MAX_VALUE, Long.MAX_VALUE)))
        .isInstanceOf(AssetException.class);
  }

  @Test
  void without_a_floor_nothing_is_asked() {
    assertThatCode(() -> new DiskRoom(0).require(folder, Long.MAX_VALUE))
        .doesNotThrowAnyException();
  }
}
