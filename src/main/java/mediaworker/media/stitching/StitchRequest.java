package mediaworker.media.stitching;

import java.util.Collections;
import java.util.List;

/**
 * What to join.
 *
 * @param clips in order; the same file may come more than once
 * @param joints between each two of them, one less than clips
 * @param form of the pictures
 * @param sound what is done with the sound
 * @param options how to go about it
 */
public record StitchRequest(
    List<ClipRequest> clips,
    List<Joint> joints,
    FormRequest form,
    SoundRequest sound,
    Options options) {

  /**
   * How to go about it.
   *
   * @param smart encode only around the joints and copy the rest, where that is safe
   * @param chapters write a chapter for each clip
   * @param fullCheck decode all of a copy, not only its key pictures, to find damage that was in
   *     the clips already
   */
  public record Options(boolean smart, boolean chapters, boolean fullCheck) {
    /** Plain. */
    public static final Options PLAIN = new Options(false, false, false);
  }

  public StitchRequest {
    clips = List.copyOf(clips);
    joints = List.copyOf(joints);
    if (joints.size() != Math.max(0, clips.size() - 1)) {
      throw new IllegalArgumentException(joints.size() + " joints for " + clips.size() + " clips");
    }
  }

  /** Clips with the same joint between each two, otherwise as they are. */
  public static StitchRequest of(List<ClipRequest> clips, Joint joint) {
    return new StitchRequest(
        clips,
        Collections.nCopies(Math.max(0, clips.size() - 1), joint),
        FormRequest.AS_CLIPS,
        SoundRequest.AS_CLIPS,
        Options.PLAIN);
  }
}
