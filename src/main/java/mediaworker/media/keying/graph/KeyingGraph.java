package mediaworker.media.keying.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mediaworker.media.Interlacing;
import mediaworker.media.MediaInfo;
import mediaworker.media.Rational;
import mediaworker.media.keying.analysis.RegionFile;
import mediaworker.media.keying.analysis.SideInput;
import mediaworker.media.keying.color.ChromaSampling;
import mediaworker.media.keying.color.HiddenPixels;
import mediaworker.media.keying.color.WorkingFormat;
import mediaworker.media.keying.request.Composite;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.OutputFormat;
import mediaworker.media.keying.request.StickerSettings;

/**
 * The whole filter graph of one ffmpeg run: the clip brought to the working format, the matte, and
 * what the output format needs. Pure.
 *
 * <p>Inputs: 0 the clip, from 1 on what the matte needs beside it, then the sticker's texture
 * files, then the background file or the palette where there is one. The result is labelled {@code
 * [out]}.
 */
public final class KeyingGraph {

  private static final Pattern ASPECT = Pattern.compile("([1-9][0-9]{0,5}):([1-9][0-9]{0,5})");

  /**
   * The frames once more, for the progress to count, where what makes the output lets go of nothing
   * before the end.
   */
  public static final String COUNTED = "[counted]";

  private static final String TO_RGB = "scale=flags=bicubic+accurate_rnd+full_chroma_int,format=";

  private final KeyingRequest request;
  private final MediaInfo.Video video;
  private final WorkingFormat working;
  private final MatteGraph matte;
  private final List<SideInput> sides;

  /**
   * A graph for one clip.
   *
   * @param sides what comes after the clip
   */
  public KeyingGraph(
      KeyingRequest request,
      MediaInfo.Video video,
      WorkingFormat working,
      MatteGraph matte,
      List<SideInput> sides) {
    this.request = request;
    this.video = video;
    this.working = working;
    this.matte = matte;
    this.sides = List.copyOf(sides);
  }

  /** The graph of a run with one output that has transparency. */
  public String output() {
    List<String> chains = keyed(Thinning.filter(request, video));
    chains.add(
        switch (request.format()) {
          case WEBM -> "[tagged]null[out]";
          case MOV -> "[tagged]scale=flags=bicubic+accurate_rnd,format=yuva444p10le[out]";
          case PNG -> "[tagged]" + square() + TO_RGB + "rgba[out]";
          case WEBP -> "[tagged]" + square() + TO_RGB + "bgra,split=2[out]" + COUNTED;
          case GIF ->
              "[tagged]"
                  + square()
                  + TO_RGB
                  + "rgba[colours];[colours]["
                  + further()
                  + ":v]paletteuse=dither=bayer:bayer_scale=5:"
                  + "alpha_threshold=128[out]";
          case MP4 -> throw new IllegalStateException("A composite has its own graph.");
        });
    return String.join(";", chains);
  }

  /**
   * The graph that lays the keyed clip over a background.
   *
   * @param fileFilters filters that bring the background file to a working format of its own; empty
   *     for a colour
   */
  public String composite(Composite composite, String fileFilters) {
    int width = request.width(video);
    int height = request.height(video);
    int evenWidth = width + width % 2;
    int evenHeight = height + height % 2;
    List<String> chains = keyed(Thinning.filter(request, video));
    String subject = "[tagged]";
    if (composite.inPlace()) {
      chains.add("[tagged]pad=%d:%d:0:0:color=black@0[padded]".formatted(evenWidth, evenHeight));
      subject = "[padded]";
    }
    chains.addAll(
        new CompositeGraph(composite, video, working, kept(), evenWidth, evenHeight)
            .chains(
                subject.substring(1, subject.length() - 1),
                composite.file().map(file -> file.pictureStream(further())).orElse(""),
                fileFilters,
                composite.canvas().like() == Composite.Canvas.Like.CLIP ? aspect() : "setsar=1",
                "laid"));
    chains.add(
        request.format() == OutputFormat.MP4
            ? "[laid]" + clock() + ",format=yuv420p[out]"
            : "[laid]crop=%d:%d:0:0:exact=1,".formatted(width, height) + TO_RGB + "rgb24[out]");
    return String.join(";", chains);
  }

  /** The graph of the run that finds a GIF's colours, from a picture every so often. */
  public String palette(double secondsApart) {
    List<String> chains =
        keyed(
            "select='isnan(prev_selected_t)+gte(t-prev_selected_t,%s)',"
                .formatted(number(secondsApart)));
    chains.add("[tagged]" + TO_RGB + "rgba,split=2[colours]" + COUNTED);
    chains.add("[colours]palettegen=reserve_transparent=1[out]");
    return String.join(";", chains);
  }

  /**
   * Where planes are scaled by more in one direction than in the other, FFmpeg would reckon another
   * shape of pixels for each of them, and put no such planes together. The result gets its own.
   */
  private String shapeless() {
    return working.sampling() == ChromaSampling.HALF ? ",setsar=0" : "";
  }

  /** From the inputs to [tagged], with alpha and the clip's own tags, shape of pixels and rate. */
  private List<String> keyed(String timing) {
    List<String> chains = new ArrayList<>();
    String shot = "[" + request.source().pictureStream(0) + "]";
    // Each picture needs those beside it to be made whole, so that comes before any is left out.
    String made = Interlacing.filter(video) + timing;
    String source = shot + made;
    if (held()) {
      chains.add(shot + "split=2[pace][shown]");
      source = "[shown]" + made;
    }
    if (video.alpha()) {
      chains.add(source + "split=2[coloured][owned]");
      chains.add(
          "[coloured]" + HiddenPixels.filled(video) + working.filters() + shapeless() + "[clip]");
      chains.add("[owned]" + HiddenPixels.ALPHA + "[own]");
      chains.addAll(matte.chains("clip", sides(chains, timing), "cut"));
      chains.add("[cut]split=2[cutcolour][cutmatte]");
      chains.add("[cutmatte]alphaextract[cutalpha]");
      chains.add("[cutalpha][own]blend=all_mode=multiply[both]");
      chains.add("[cutcolour][both]alphamerge[keyed]");
    } else {
      chains.add(source + working.filters() + shapeless() + "[clip]");
      chains.addAll(matte.chains("clip", sides(chains, timing), "keyed"));
    }
    String finished = "keyed";
    if (working.sampling() != kept()) {
      chains.add("[keyed]scale=flags=bicubic+accurate_rnd,format=yuva420p[reduced]");
      finished = "reduced";
    }
    if (held()) { // before the sticker look, whose paper moves at a rate of its own
      chains.addAll(hold(finished, "repeated"));
      finished = "repeated";
    }
    if (request.sticker().isPresent()) {
      StickerSettings look = request.sticker().get();
      int next = 1 + sides.size();
      String displacement = next + ":V:0";
      String screen = (next + (look.paper().displacementFile().isPresent() ? 1 : 0)) + ":V:0";
      chains.addAll(
          new StickerGraph(look, working.matrix(), video.shownWidth(), video.shownHeight())
              .chains(finished, displacement, screen, "moved"));
      chains.add("[moved]" + clock() + "[sticker]");
      finished = "sticker";
    }
    chains.add("[" + finished + "]" + working.tags() + "," + aspect() + "[tagged]");
    return chains;
  }

  /**
   * A picture for each of the clip's, at its very time: the last one that was let through. Stacking
   * repeats what has no new picture, to the end as well; what gives the times is two pixels wide,
   * since many of it wait while one picture is held, and is cut off again. Both are tagged alike
   * before, or FFmpeg would convert one.
   */
  private List<String> hold(String shown, String all) {
    int width = video.shownWidth();
    int height = video.shownHeight();
    return List.of(
        "[pace]scale=2:%d:flags=neighbor,format=yuva420p,%s[tick]"
            .formatted(height, working.tags()),
        "[%s]%s[still]".formatted(shown, working.tags()),
        "[still][tick]hstack,crop=%d:%d:0:0:exact=1[%s]".formatted(width, height, all));
  }

  /**
   * The filter that counts times as the clip does. Where textures or a background count otherwise
   * FFmpeg may go over to microseconds, in which a picture's length cannot always be said: the
   * result would have another rate.
   */
  private String clock() {
    Rational unit = Rational.parse(video.timeBase());
    return unit.isPositive()
        ? "settb=%d/%d".formatted(unit.numerator(), unit.denominator())
        : "null";
  }

  /** How much chroma the clip is keyed with. */
  public ChromaSampling sampling() {
    return working.sampling();
  }

  /** How much chroma is left when the matte is done: what the result can hold. */
  public ChromaSampling kept() {
    boolean full =
        switch (request.format()) {
          case PNG, GIF, MOV -> request.sticker().isEmpty() && !held();
          case WEBM, WEBP, MP4 -> false;
        };
    return full ? working.sampling() : ChromaSampling.QUARTER;
  }

  /** The input after those of the matte and the sticker's textures. */
  private int further() {
    return 1 + sides.size() + request.textures().size();
  }

  /**
   * Labels of the sides. What thins out the clip's pictures gives those that stay other times, so
   * what has a picture for each of them goes through the same.
   */
  private MatteGraph.Beside sides(List<String> chains, String timing) {
    List<String> labels = new ArrayList<>();
    Optional<String> garbage = Optional.empty();
    Optional<String> hold = Optional.empty();
    for (int i = 0; i < sides.size(); i++) {
      String input = (i + 1) + ":v";
      if (sides.get(i) instanceof RegionFile region) {
        if (region.held()) {
          hold = Optional.of(input);
        } else {
          garbage = Optional.of(input);
        }
      } else if (timing.isEmpty() || sides.get(i).frames() == 1) {
        labels.add(input);
      } else {
        chains.add("[%s]%snull[side%d]".formatted(input, timing, i));
        labels.add("side" + i);
      }
    }
    return new MatteGraph.Beside(labels.get(0), labels.get(1), garbage, hold);
  }

  /** Whether pictures are repeated at the clip's own times; a GIF shows each for as long. */
  private boolean held() {
    return Thinning.posterized(request, video) && request.format() != OutputFormat.GIF;
  }

  /**
   * To square pixels, where the result has to have them. With the alpha worked in, or the grey of
   * transparent pixels would bleed into edges.
   */
  private String square() {
    int width = request.width(video);
    if (!request.squared() || width == video.shownWidth()) {
      return "";
    }
    return "premultiply=inplace=1,scale=%d:%d:flags=bicubic+accurate_rnd,unpremultiply=inplace=1,setsar=1,"
        .formatted(width, video.shownHeight());
  }

  /** The shape of the clip's pixels as they are shown. */
  private String aspect() {
    Matcher shape = ASPECT.matcher(video.sampleAspect());
    if (!shape.matches()) {
      return "setsar=1";
    }
    boolean turned = Math.abs(video.rotation()) % 180 == 90;
    return turned
        ? "setsar=" + shape.group(2) + "/" + shape.group(1)
        : "setsar=" + shape.group(1) + "/" + shape.group(2);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
