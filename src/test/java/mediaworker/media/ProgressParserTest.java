package mediaworker.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProgressParserTest {

  private final List<Progress> heard = new ArrayList<>();
  private final AtomicInteger signs = new AtomicInteger();

  @Test
  void times_come_from_the_microseconds() throws Exception {
    read("frame=30\nfps=60.1\nout_time_us=1000000\nout_time_ms=1000000\nspeed=2.01x\n", "continue");
    assertThat(heard).containsExactly(new Progress(30, 60.1, 1.0, 2.01));
  }

  @Test
  void values_that_are_not_there_yet_are_zero() throws Exception {
    read("frame=1\nfps=0.00\nout_time_us=N/A\nspeed=N/A\ntotal_size=N/A\n", "continue");
    assertThat(heard).containsExactly(new Progress(1, 0, 0, 0));
  }

  @Test
  void a_report_without_movement_is_no_sign_of_life() throws Exception {
    String block = "frame=30\nout_time_us=1000000\ntotal_size=4096\nprogress=continue\n";
    read(block + block + block.replace("progress=continue\n", ""), "continue");
    assertThat(signs).hasValue(1);
    assertThat(heard).hasSize(1);
  }

  @Test
  void a_growing_file_is_a_sign_of_life_even_without_pictures() throws Exception {
    read("total_size=48\nprogress=continue\ntotal_size=4096\n", "continue");
    assertThat(signs).hasValue(2);
  }

  @Test
  void the_end_is_told_even_without_movement() throws Exception {
    read("frame=0\nout_time_us=0\n", "end");
    assertThat(signs).hasValue(1);
    assertThat(heard).hasSize(1);
  }

  @Test
  void a_value_that_is_left_out_or_unreadable_keeps_the_last_one() throws Exception {
    read("frame=10\nout_time_us=500000\nprogress=continue\nframe=12\nout_time_us=??\n", "continue");
    assertThat(heard).last().isEqualTo(new Progress(12, 0, 0.5, 0));
  }

  @Test
  void lines_that_are_no_pairs_are_skipped() throws Exception {
    read("nonsense\n=3\n\nframe=2\n", "continue");
    assertThat(heard).singleElement().extracting(Progress::frame).isEqualTo(2L);
  }

  private void read(String text, String end) throws Exception {
    byte[] bytes = (text + "progress=" + end + "\n").getBytes(StandardCharsets.US_ASCII);
    new ProgressParser(heard::add).read(new ByteArrayInputStream(bytes), signs::incrementAndGet);
  }
}
