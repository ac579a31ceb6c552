package mediaworker.media.keying;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import mediaworker.media.MediaInfo;
import mediaworker.media.Rational;

/**
 * The whole filter graph of one ffmpeg run: the clip brought to the working format, the matte, and
 * what the output format needs. Pure.
 *
 * <p>Inputs: 0 the clip, from 1 on what the matte needs beside it, then the background file or the
 * palette where there is one. The result is labelled {@code [out]}.
 */
final class KeyingGraph {

  /** GIF counts in hundredths of a second, and players slow down what is faster than this. */
  private static final double FASTEST_GIF = 30;

  private static final Pattern ASPECT = Pattern.compile("([1-9][0-9]{0,5}):([1-9][0-9]{0,5})");

  /**
   * The frames once more, for the progress to count, where what makes the output lets go of nothing
   * before the end.
   */
  static final String COUNTED = "[counted]";

  private static final String TO_RGB = "scale=flags=bicubic+accurate_rnd+full_chroma_int,format=";

  private final KeyingRequest request;
  private final MediaInfo.Video video;
  private final WorkingFormat working;
  private final MatteGraph matte;
  private final int sides;

  /**
   * A graph for one clip.
   *
   * @param sides how many {@link SideInput}s come after the clip
   */
  KeyingGraph(
      KeyingRequest request,
      MediaInfo.Video video,
      WorkingFormat working,
      MatteGraph matte,
      int sides) {
    this.request = request;
    this.video = video;
    this.working = working;
    this.matte = matte;
    this.sides = sides;
  }

  /** The graph of a run with one alpha output, or a composite over a colour. */
  String output() {
    List<String> chains = keyed(reducedRate());
    chains.add(
        switch (request.format()) {
          case WEBM -> "[tagged]null[out]";
          case MOV -> "[tagged]scale=flags=bicubic+accurate_rnd,format=yuva444p10le[out]";
          case PNG -> "[tagged]" + TO_RGB + "rgba[out]";
          case WEBP -> "[tagged]" + TO_RGB + "bgra,split=2[out]" + COUNTED;
          case GIF ->
              "[tagged]"
                  + TO_RGB
                  + "rgba[colours];[colours]["
                  + further()
                  + ":v]paletteuse=dither=bayer:bayer_scale=3:"
                  + "alpha_threshold=128[out]";
          case MP4 -> throw new IllegalStateException("A composite has its own graph.");
        });
    return String.join(";", chains);
  }

  /**
   * The graph that lays the keyed clip over a background, in even size, since H.264 needs that.
   *
   * @param background what lies behind; a file is the input after the matte's
   * @param toWorkingFormat filters that bring the background file to a working format of its own;
   *     empty for a colour
   */
  String composite(Background background, String toWorkingFormat) {
    int width = video.shownWidth() + video.shownWidth() % 2;
    int height = video.shownHeight() + video.shownHeight() % 2;
    String matrix = working.matrix() == ColorMatrix.BT601 ? "bt601" : "bt709";
    List<String> chains = keyed(reducedRate());
    boolean endless = false;
    String ground;
    if (background instanceof Background.Color color) {
      ground =
          String.format(
              Locale.ROOT,
              "color=c=0x%06x:size=%dx%d:rate=1,trim=end_frame=1,format=rgb24,"
                  + "scale=out_color_matrix=%s:out_range=tv",
              color.rgb(),
              width,
              height,
              matrix);
    } else {
      endless = !((Background.File) background).info().isStill();
      ground =
          ("[%d:V:0]%s,scale=%d:%d:force_original_aspect_ratio=increase:"
                  + "flags=bicubic+accurate_rnd:out_color_matrix=%s:out_range=tv,crop=%d:%d")
              .formatted(further(), toWorkingFormat, width, height, matrix, width, height);
    }
    chains.add(ground + ",format=yuv420p," + working.tags() + "," + aspect() + "[ground]");
    chains.add("[tagged]pad=%d:%d:0:0:color=black@0,split=2[over][clock]".formatted(width, height));
    // Overlay takes its clock from the background, so the background is first put on the clip's.
    chains.add("[clock]format=yuv420p," + working.tags() + "[clock420]");
    chains.add(
        "[clock420][ground]blend=all_mode=normal:all_opacity=0:shortest=%d[timed]"
            .formatted(endless ? 1 : 0));
    chains.add("[timed][over]overlay=format=yuv420," + working.tags() + "," + aspect() + "[laid]");
    chains.add(
        request.format() == OutputFormat.MP4
            ? "[laid]format=yuv420p[out]"
            : "[laid]crop=%d:%d:0:0:exact=1,".formatted(video.shownWidth(), video.shownHeight())
                + TO_RGB
                + "rgb24[out]");
    return String.join(";", chains);
  }

  /** The graph of the run that finds a GIF's colours, from a picture every so often. */
  String palette(double secondsApart) {
    List<String> chains =
        keyed(
            "select='isnan(prev_selected_t)+gte(t-prev_selected_t,%s)',"
                .formatted(number(secondsApart)));
    chains.add("[tagged]" + TO_RGB + "rgba,split=2[colours]" + COUNTED);
    chains.add("[colours]palettegen=reserve_transparent=1[out]");
    return String.join(";", chains);
  }

  /** From the inputs to [tagged], yuva420p with the clip's own tags, shape of pixels and rate. */
  private List<String> keyed(String timing) {
    List<String> chains = new ArrayList<>();
    String source = "[0:V:0]" + timing;
    if (video.alpha()) {
      chains.add(source + "split=2[coloured][owned]");
      chains.add("[coloured]" + working.filters() + "[clip]");
      chains.add("[owned]alphaextract,format=gray[own]");
      chains.addAll(matte.chains("clip", sideLabels(), "cut"));
      chains.add("[cut]split=2[cutcolour][cutmatte]");
      chains.add("[cutmatte]alphaextract[cutalpha]");
      chains.add("[cutalpha][own]blend=all_mode=multiply[both]");
      chains.add("[cutcolour][both]alphamerge[keyed]");
    } else {
      chains.add(source + working.filters() + "[clip]");
      chains.addAll(matte.chains("clip", sideLabels(), "keyed"));
    }
    chains.add("[keyed]" + restoredRate() + working.tags() + "," + aspect() + "[tagged]");
    return chains;
  }

  /** The input after those of the matte. */
  private int further() {
    return 1 + sides;
  }

  private List<String> sideLabels() {
    return IntStream.rangeClosed(1, sides).mapToObj(input -> input + ":v").toList();
  }

  private String reducedRate() {
    double own = rate().value();
    double posterized = request.settings().posterizeFps();
    if (posterized > 0 && (own == 0 || posterized < own)) {
      return "fps=" + number(posterized) + ",";
    }
    return request.format() == OutputFormat.GIF && own > FASTEST_GIF
        ? "fps=" + number(gifRate(own)) + ","
        : "";
  }

  /** Half the rate where that is a usual one (50, 60), else the fastest. */
  private static double gifRate(double own) {
    return own / 2 >= 20 && own / 2 <= FASTEST_GIF ? own / 2 : FASTEST_GIF;
  }

  private String restoredRate() {
    double posterized = request.settings().posterizeFps();
    boolean held =
        posterized > 0
            && rate().isPositive()
            && posterized < rate().value()
            && request.format() != OutputFormat.GIF;
    return held ? "fps=" + rate() + "," : "";
  }

  private Rational rate() {
    return video.frameRate();
  }

  private String aspect() {
    return ASPECT.matcher(video.sampleAspect()).matches()
        ? "setsar=" + video.sampleAspect().replace(':', '/')
        : "setsar=1";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
