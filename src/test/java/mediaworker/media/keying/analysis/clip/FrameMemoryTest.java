package mediaworker.media.keying.analysis.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FrameMemoryTest {

  private static final Path HERE = Path.of(".");

  @Test
  void jobs_share_it_and_give_it_back() {
    FrameMemory memory = new FrameMemory(100 * 1024);
    try (FrameMemory.Scratch first = memory.scratch(HERE);
        FrameMemory.Scratch second = memory.scratch(HERE)) {
      assertThat(first.take(60 * 1024)).isTrue();
      assertThat(second.take(60 * 1024)).isFalse();

      first.close();

      assertThat(second.take(60 * 1024)).isTrue();
    }
    try (FrameMemory.Scratch third = memory.scratch(HERE)) {
      assertThat(third.take(99 * 1024)).isTrue();
    }
  }

  @Test
  void what_is_given_back_is_free_for_others() {
    FrameMemory memory = new FrameMemory(100 * 1024);
    try (FrameMemory.Scratch first = memory.scratch(HERE);
        FrameMemory.Scratch second = memory.scratch(HERE)) {
      assertThat(first.take(60 * 1024)).isTrue();
      assertThat(first.take(20 * 1024)).isTrue();

      first.giveBack(60 * 1024);

      assertThat(second.take(60 * 1024)).isTrue();
      assertThat(second.take(60 * 1024)).isFalse();
      assertThatThrownBy(() -> first.giveBack(60 * 1024))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(memory.scratch(HERE).take(99 * 1024)).isTrue();
  }

  @Test
  void more_than_there_is_is_refused() {
    assertThat(new FrameMemory(1 << 20).scratch(HERE).take(Long.MAX_VALUE / 2)).isFalse();
  }
}
