package mediaworker.app;

import static mediaworker.media.timeline.GeneratedClips.FFMPEG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaException;
import mediaworker.media.Progress;
import mediaworker.workspace.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StillsTest {

  @TempDir Path dir;

  @Test
  void a_picture_that_cannot_be_made_leaves_no_file() throws Exception {
    Path clip = dir.resolve("a.mkv");
    FFMPEG.run(
        List.of("-f", "lavfi", "-i", "testsrc2=s=64x48:r=10:d=1", "-c:v", "ffv1", "file:" + clip),
        Progress.Listener.NONE,
        new Cancellation());
    Path temp = dir.resolve("tmp");
    try (Workspace workspace = new Workspace(temp);
        Stills stills = new Stills(FFMPEG, workspace, new Cancellation())) {
      Path made = stills.whole(clip, 0.5);

      assertThatThrownBy(() -> stills.whole(clip, 70)).isInstanceOf(MediaException.class);

      assertThat(pictures(temp)).containsExactly(made);
    }
  }

  private static List<Path> pictures(Path folder) throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".png")).toList();
    }
  }
}
