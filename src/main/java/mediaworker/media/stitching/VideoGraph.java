package mediaworker.media.stitching;

import static mediaworker.media.stitching.Labels.decimal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mediaworker.media.MediaInfo;
import mediaworker.media.timeline.Clip;
import mediaworker.media.timeline.Reversal;
import org.jspecify.annotations.Nullable;

/**
 * Writes FFmpeg's filter graph for the pictures: each clip to the common form and to a whole number
 * of pictures, then joined. Ends in the label {@code [v]}.
 */
final class VideoGraph {

  /**
   * Pictures by which a clip may come out shorter than planned: when the frame rate changes or the
   * pictures are unevenly spaced, the last one can fall on either side of the rounding. The last
   * picture then stands in, so that picture and sound stay in step over many clips. What is missing
   * beyond that is damage and shows in the number of pictures.
   */
  private static final int ROUNDING_FRAMES = 2;

  private final StitchForm form;
  private final boolean blends;
  private final boolean unchanged;
  private final Labels labels = new Labels("v");

  private VideoGraph(StitchForm form, List<StitchPlan.Overlap> overlaps, boolean unchanged) {
    this.form = form;
    this.unchanged = unchanged;
    this.blends =
        form.delivery().alpha() && overlaps.stream().anyMatch(joint -> joint.overlap() > 0);
  }

  /**
   * The chains.
   *
   * @param loops lists of kept pictures for the clips that are played again, by their number
   * @param inputs gets the clips, in order
   */
  static List<String> chains(
      StitchForm form,
      List<Take> takes,
      List<StitchPlan.Overlap> overlaps,
      Map<Integer, Path> loops,
      GraphInputs inputs) {
    VideoGraph graph = new VideoGraph(form, overlaps, false);
    graph.write(takes, overlaps, loops, inputs);
    return graph.labels.chains();
  }

  /** The chains for clips that have the form already; size and colours are left as they are. */
  static List<String> unchanged(
      StitchForm form, List<Take> takes, List<StitchPlan.Overlap> overlaps, GraphInputs inputs) {
    VideoGraph graph = new VideoGraph(form, overlaps, true);
    graph.write(takes, overlaps, Map.of(), inputs);
    return graph.labels.chains();
  }

  private void write(
      List<Take> takes,
      List<StitchPlan.Overlap> overlaps,
      Map<Integer, Path> loops,
      GraphInputs inputs) {
    List<String> clips = new ArrayList<>();
    for (int i = 0; i < takes.size(); i++) {
      clips.add(clip(takes.get(i), loops.get(i), inputs));
    }
    join(clips, takes.stream().map(form::frames).toList(), overlaps);
  }

  private void join(List<String> clips, List<Integer> frames, List<StitchPlan.Overlap> overlaps) {
    List<String> run = new ArrayList<>(List.of(clips.get(0)));
    int length = frames.get(0);
    for (int i = 0; i < overlaps.size(); i++) {
      StitchPlan.Overlap joint = overlaps.get(i);
      String next = clips.get(i + 1);
      if (joint.overlap() == 0) {
        run.add(next);
      } else {
        String joined = transition(concat(run), length, next, joint);
        run = new ArrayList<>(List.of(joined));
      }
      length += frames.get(i + 1) - joint.overlap();
    }
    labels.chainTo(
        concat(run)
            + (blends ? "unpremultiply=inplace=1," : "")
            + "format="
            + form.delivery().pixelFormat()
            + ","
            + evenly(),
        "[v]");
  }

  private String concat(List<String> run) {
    return run.size() == 1
        ? run.get(0)
        : labels.chain(String.join("", run) + "concat=n=" + run.size() + ":v=1:a=0," + evenly());
  }

  private String transition(String before, int length, String after, StitchPlan.Overlap joint) {
    Transition transition = joint.joint().transition();
    int overlap = joint.overlap();
    if (!transition.throughColor() || overlap < 2) {
      String mode = transition.throughColor() ? Transition.CROSSFADE.mode() : transition.mode();
      return labels.chain(before + after + xfade(mode, overlap, length - overlap));
    }
    // Two fades, to the colour and from it, in which neither clip is seen through the other.
    int out = overlap / 2;
    String color =
        labels.chain(color(joint.joint().color(), overlap) + (blends ? "," + premultiplied() : ""));
    String fade = Transition.CROSSFADE.mode();
    String faded = labels.chain(before + color + xfade(fade, out, length - overlap));
    String rest = labels.chain(after + "trim=start_frame=" + out + "," + evenly());
    int in = overlap - out;
    return labels.chain(faded + rest + xfade(fade, in, length - in));
  }

  private String xfade(String mode, int frames, int offset) {
    return "xfade=transition="
        + mode
        + ":duration="
        + decimal(form.seconds(frames))
        + ":offset="
        + decimal(form.seconds(offset))
        + ","
        + evenly();
  }

  /** One time stamp a picture: what xfade and concat want of their inputs. */
  private String evenly() {
    return "settb=" + form.rate().denominator() + "/" + form.rate().numerator() + ",setpts=N";
  }

  /** A plain colour as a clip of the form; made in RGB, where it is exact. */
  private String color(String color, int frames) {
    return "color=c="
        + color
        + ":s="
        + form.canvas().width()
        + "x"
        + form.canvas().height()
        + ":r="
        + form.rate()
        + ",format=gbrp,trim=end_frame="
        + frames
        + ",scale=out_color_matrix=bt709:out_range=tv,format="
        + form.delivery().pixelFormat()
        + ",setsar=1,"
        + tags()
        + ","
        + evenly();
  }

  private static String tags() {
    return "setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709";
  }

  private String clip(Take take, @Nullable Path loop, GraphInputs inputs) {
    Clip clip = take.clip();
    boolean alpha = form.delivery().alpha();
    boolean flattened = clip.picture().alpha() && !alpha;
    int frames = form.frames(take);
    // The encoder keeps the cores busy; more threads here would only hold more pictures.
    List<String> open = new ArrayList<>(List.of("-threads", "1"));
    open.addAll(loop == null ? clip.input() : Reversal.input(loop));
    int input = inputs.add(open);
    String stream = loop == null ? clip.info().pictureStream(input) : input + ":V:0";
    String source = "[" + stream + "]" + timed(take);
    String framed =
        source
            + (unchanged
                ? "format=" + form.delivery().pixelFormat()
                : (loop == null ? clip.ordinaryColours() : "")
                    + (mixes(clip) ? weighted(clip) : "")
                    + clip.squarePixels()
                    + framed(clip, alpha || flattened)
                    + ",setsar=1,"
                    + tags())
            + (clip.isStill()
                // A still's own rate is that of FFmpeg's reader: fps gives it the result's, without
                // which the encoder counts in other steps and no transition takes it.
                ? ",loop=loop=-1:size=1:start=0," + evenly() + ",fps=" + form.rate()
                // Of a clip shorter than half a picture the last one is let through.
                : ",fps="
                    + form.rate()
                    + ":eof_action=pass,tpad=stop="
                    + ROUNDING_FRAMES
                    + ":stop_mode=clone")
            + ",trim=end_frame="
            + frames
            + ",setpts=PTS-STARTPTS,"
            + evenly();
    if (flattened) {
      String ground = labels.chain(color(form.canvas().fill(false), frames));
      return labels.chain(
          ground
              + labels.chain(framed)
              + "overlay=format=auto:shortest=1,format="
              + form.delivery().pixelFormat()
              + ","
              + tags()
              + ","
              + evenly());
    }
    return labels.chain(framed + (blends ? "," + premultiplied() : ""));
  }

  /**
   * Transparent pictures are mixed with their colours weighted by their alpha, or the colour of
   * invisible pixels would bleed into the edges; in ten bits, so that thin veils keep theirs.
   */
  private static String premultiplied() {
    return "format=yuva444p10le,premultiply=inplace=1";
  }

  /** Whether scaling mixes colours of transparent pixels with others. */
  private boolean mixes(Clip clip) {
    MediaInfo.Video picture = clip.picture();
    boolean same =
        clip.squarePixels().isEmpty()
            && picture.shownWidth() == form.canvas().width()
            && picture.shownHeight() == form.canvas().height();
    return picture.alpha() && !same;
  }

  /** Colours weighted by their alpha, with more bits than most files have, with its comma. */
  private static String weighted(Clip clip) {
    boolean yuv = clip.picture().pixelFormat().startsWith("yuv");
    return "format=" + (yuv ? "yuva444p10le" : "gbrap12le") + ",premultiply=inplace=1,";
  }

  /** The clip's pictures from time 0 on, as they are spaced in it. */
  private static String timed(Take take) {
    Clip clip = take.clip();
    String timed = "";
    if (take.loops()) {
      timed = "settb=AVTB,setpts=round(N*" + decimal(take.kept().step() * 1e6) + "),";
    } else if (!clip.isStill()) {
      timed = clip.videoFilters() + ",";
    }
    return take.loops() ? timed : timed + clip.wholePictures();
  }

  private String framed(Clip clip, boolean alpha) {
    String size = form.canvas().size();
    Fit fit = form.fit(clip);
    String aspect =
        switch (fit) {
          case CONTAIN -> ":force_original_aspect_ratio=decrease";
          case COVER -> ":force_original_aspect_ratio=increase";
          case STRETCH -> "";
        };
    String pixels = alpha && !form.delivery().alpha() ? "yuva420p" : form.delivery().pixelFormat();
    String scaled =
        "scale="
            + size
            + aspect
            + ":flags=bicubic"
            + ":in_color_matrix="
            + clip.colorMatrix()
            + ":out_color_matrix=bt709:out_range=tv,"
            + (mixes(clip) ? "format=yuva444p10le,unpremultiply=inplace=1," : "")
            + "format="
            + pixels;
    return switch (fit) {
      case CONTAIN ->
          scaled
              + ",pad="
              + size
              + ":(ow-iw)/2:(oh-ih)/2:color="
              + (alpha && !form.delivery().alpha() ? "black@0" : form.canvas().fill(alpha));
      case COVER -> scaled + ",crop=" + size;
      case STRETCH -> scaled;
    };
  }
}
