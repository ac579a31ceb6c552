package mediaworker.media.keying.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import mediaworker.media.Progress;
import org.junit.jupiter.api.Test;

class FrameProgressTest {

  @Test
  void progress_says_frames_speed_and_time_left() {
    List<String> heard = new ArrayList<>();
    FrameProgress progress =
        new FrameProgress(153, 0.1, 0.9, (fraction, line) -> heard.add(fraction + " " + line));

    progress.onProgress(new Progress(0, 0, 0, 0));
    progress.onProgress(new Progress(122, 31, 4, 1));
    progress.onProgress(new Progress(153, 31, 5, 1));

    assertThat(heard.get(0)).isEqualTo("0.1 frame 0 of 153");
    assertThat(heard.get(1)).endsWith("frame 122 of 153, 31 fps, 1 s left");
    assertThat(heard.get(2)).isEqualTo("0.9 frame 153 of 153, 31 fps");
  }
}
