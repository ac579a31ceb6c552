package mediaworker.media.stitching;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mediaworker.media.MediaInfo;
import org.jspecify.annotations.Nullable;

/**
 * Clips that are to be joined, and all that was found out for it.
 *
 * @param levels filters for the clips' loudness, by their number
 * @param music what the music's file is; null for none
 * @param workDir for files of the run
 * @param part where the result goes; has the plan's extension
 */
record JoinTask(
    StitchPlan plan,
    Map<Integer, String> levels,
    @Nullable MediaInfo music,
    Path workDir,
    Path part) {

  JoinTask {
    levels = Map.copyOf(levels);
  }

  /**
   * What the sound is made of where it is encoded beside copied pictures.
   *
   * @param laps as {@link SoundLaps} writes them
   */
  AudioGraph.Parts soundOfCopies(Map<Integer, Path> laps) {
    List<Double> lengths = plan.takes().stream().map(Take::seconds).toList();
    List<Double> cuts = plan.overlaps().stream().map(joint -> 0.0).toList();
    return new AudioGraph.Parts(
        plan.takes(), lengths, cuts, levels, laps, plan.request().sound(), music);
  }

  /**
   * What the sound is made of beside encoded pictures.
   *
   * @param laps as {@link SoundLaps} writes them
   */
  AudioGraph.Parts soundOfEncoded(Map<Integer, Path> laps) {
    StitchForm form = plan.form();
    return new AudioGraph.Parts(
        plan.takes(),
        plan.takes().stream().map(take -> form.seconds(form.frames(take))).toList(),
        plan.overlaps().stream().map(joint -> form.seconds(joint.overlap())).toList(),
        levels,
        laps,
        plan.request().sound(),
        music);
  }
}
