package mediaworker.media.stitching;

import static mediaworker.media.timeline.GeneratedClips.FFMPEG;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.timeline.WorkProgress;

/** A request put together piece by piece, and run. */
final class Stitching {

  private final List<ClipRequest> clips;
  private List<Joint> joints;
  private FormRequest form = FormRequest.AS_CLIPS;
  private SoundRequest sound = SoundRequest.AS_CLIPS;
  private StitchRequest.Options options = StitchRequest.Options.PLAIN;

  record Done(Path file, StitchReport report) {}

  private Stitching(List<ClipRequest> clips) {
    this.clips = clips;
    this.joints = clips.stream().skip(1).map(clip -> Joint.CUT).toList();
  }

  static Stitching of(ClipRequest... clips) {
    return new Stitching(List.of(clips));
  }

  static Stitching of(Path... files) {
    return new Stitching(Arrays.stream(files).map(ClipRequest::whole).toList());
  }

  Stitching joints(Joint... wished) {
    joints = List.of(wished);
    return this;
  }

  Stitching form(FormRequest wished) {
    form = wished;
    return this;
  }

  Stitching sound(SoundRequest wished) {
    sound = wished;
    return this;
  }

  Stitching chapters() {
    options = new StitchRequest.Options(false, true, false);
    return this;
  }

  Done run(Path dir) throws Exception {
    Stitcher stitcher = new Stitcher(FFMPEG);
    StitchPlan plan =
        stitcher.plan(new StitchRequest(clips, joints, form, sound, options), new Cancellation());
    Path work = Files.createTempDirectory(dir, "work");
    Path part = work.resolve("out." + plan.extension());
    return new Done(part, stitcher.run(plan, work, part, WorkProgress.NONE, new Cancellation()));
  }
}
