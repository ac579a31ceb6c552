package mediaworker.media.stitching;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import mediaworker.media.timeline.Clip;

/**
 * Writes FFmpeg's filter graphs for a plan: each clip to the common form and to a whole number of
 * pictures, then joined. Ends in the labels {@code [v]} and, where there is sound, {@code [a]}.
 */
final class EncodeGraph {

  /**
   * Pictures by which a clip may come out shorter than planned: when the frame rate changes or the
   * pictures are unevenly spaced, the last one can fall on either side of the rounding. The last
   * picture then stands in, so that picture and sound stay in step over many clips. What is missing
   * beyond that is damage and shows in the number of pictures.
   */
  private static final int ROUNDING_FRAMES = 2;

  private final StitchPlan plan;
  private final StitchForm form;
  private final List<String> chains = new ArrayList<>();

  private EncodeGraph(StitchPlan plan) {
    this.plan = plan;
    this.form = plan.form();
  }

  /** The graph for pictures and sound; input number i is clip number i. */
  static String full(StitchPlan plan) {
    EncodeGraph graph = new EncodeGraph(plan);
    graph.video();
    if (plan.form().sound()) {
      graph.audio(0, clip -> graph.form.seconds(graph.form.frames(clip)));
    }
    return String.join(";\n", graph.chains);
  }

  /**
   * The graph for the sound beside copied pictures.
   *
   * @param firstInput number of the first clip's input
   */
  static String soundOnly(StitchPlan plan, int firstInput) {
    EncodeGraph graph = new EncodeGraph(plan);
    graph.audio(firstInput, Clip::seconds);
    return String.join(";\n", graph.chains);
  }

  private void video() {
    List<Clip> clips = plan.clips();
    for (int i = 0; i < clips.size(); i++) {
      chains.add("[" + i + ":V:0]" + normalised(clips.get(i)) + "[v" + i + "]");
    }
    String end =
        ",settb=" + form.rate().denominator() + "/" + form.rate().numerator() + ",setpts=N";
    if (plan.overlap() == 0) {
      chains.add(labels("v", clips.size()) + "concat=n=" + clips.size() + ":v=1:a=0" + end + "[v]");
      return;
    }
    int shown = 0;
    String joined = "[v0]";
    for (int i = 1; i < clips.size(); i++) {
      shown += form.frames(clips.get(i - 1)) - plan.overlap();
      boolean last = i == clips.size() - 1;
      String result = last ? "" : "[x" + i + "]";
      chains.add(
          joined
              + "[v"
              + i
              + "]xfade=transition="
              + plan.transition().mode()
              + ":duration="
              + seconds(plan.overlap())
              + ":offset="
              + seconds(shown)
              + (last ? blended() + end + "[v]" : result));
      joined = result;
    }
  }

  private String normalised(Clip clip) {
    String size = form.width() + ":" + form.height();
    return clip.videoFilters()
        + ","
        + clip.squarePixels()
        + "scale="
        + size
        + ":force_original_aspect_ratio=decrease:flags=bicubic"
        + ":in_color_matrix="
        + clip.colorMatrix()
        + ":out_color_matrix=bt709:out_range=tv,format="
        + form.delivery().pixelFormat()
        + ",pad="
        + size
        + ":(ow-iw)/2:(oh-ih)/2:color=black"
        + (form.delivery().alpha() ? "@0" : "")
        + ",setsar=1,setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709"
        + ",fps="
        + form.rate()
        + ",tpad=stop="
        + ROUNDING_FRAMES
        + ":stop_mode=clone,trim=end_frame="
        + form.frames(clip)
        + ",setpts=PTS-STARTPTS"
        + (blends() ? ",format=yuva444p10le,premultiply=inplace=1" : "");
  }

  /**
   * Transparent pictures are mixed with their colours weighted by their alpha, or the colour of
   * invisible pixels would bleed into the edges; in ten bits, so that thin veils keep theirs.
   */
  private boolean blends() {
    return form.delivery().alpha() && plan.overlap() > 0;
  }

  private String blended() {
    return (blends() ? ",unpremultiply=inplace=1" : "")
        + ",format="
        + form.delivery().pixelFormat();
  }

  private void audio(int firstInput, ToDoubleFunction<Clip> length) {
    List<Clip> clips = plan.clips();
    for (int i = 0; i < clips.size(); i++) {
      Clip clip = clips.get(i);
      double seconds = length.applyAsDouble(clip);
      chains.add(
          clip.info().sound().isPresent()
              ? "[" + (firstInput + i) + ":a:0]" + clip.audioFilters(seconds) + "[a" + i + "]"
              : String.format(
                  Locale.ROOT,
                  "anullsrc=r=48000:cl=stereo,aformat=sample_fmts=fltp,atrim=end=%.6f[a%d]",
                  seconds,
                  i));
    }
    if (plan.overlap() == 0) {
      chains.add(labels("a", clips.size()) + "concat=n=" + clips.size() + ":v=0:a=1[a]");
      return;
    }
    String joined = "[a0]";
    for (int i = 1; i < clips.size(); i++) {
      String result = i == clips.size() - 1 ? "[a]" : "[y" + i + "]";
      chains.add(joined + "[a" + i + "]acrossfade=d=" + seconds(plan.overlap()) + result);
      joined = result;
    }
  }

  private String seconds(int frames) {
    return String.format(Locale.ROOT, "%.6f", form.seconds(frames));
  }

  private static String labels(String letter, int count) {
    StringBuilder labels = new StringBuilder();
    for (int i = 0; i < count; i++) {
      labels.append('[').append(letter).append(i).append(']');
    }
    return labels.toString();
  }
}
