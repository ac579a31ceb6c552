package mediaworker.media.timeline;

import static mediaworker.media.timeline.GeneratedClips.FFMPEG;
import static mediaworker.media.timeline.GeneratedClips.probe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;

/** Checksums of a video's decoded pictures: equal ones are equal to the last bit. */
public final class PictureMarks {

  private PictureMarks() {}

  /** The pictures' checksums, in order. */
  public static List<Long> of(Path file) throws Exception {
    List<String> arguments = new ArrayList<>(Ffmpeg.input(probe(file)));
    arguments.addAll(List.of("-map", "0:V:0", "-fps_mode", "passthrough"));
    arguments.addAll(List.of("-f", "framecrc", "pipe:1"));
    FrameListing listing = new FrameListing(count -> {});
    FFMPEG.runRaw(arguments, listing, new Cancellation());
    return Arrays.stream(listing.packetList().pictures()).boxed().toList();
  }
}
