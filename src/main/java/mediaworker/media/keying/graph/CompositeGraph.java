package mediaworker.media.keying.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mediaworker.media.Interlacing;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.color.ChromaSampling;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.WorkingFormat;
import mediaworker.media.keying.request.Background;
import mediaworker.media.keying.request.Composite;

/** The filter chains that lay a keyed picture over a background. Pure. */
final class CompositeGraph {

  /** Pictures a second where no file tells how many it has. */
  private static final double USUAL_RATE = 30;

  /**
   * A filter that fails of the first picture that has another size than the one before: of a side
   * that is no number FFmpeg makes none. It is given copies, since behind it FFmpeg is free to
   * choose a pixel format, one without alpha perhaps.
   */
  private static final String OF_ONE_SIZE =
      "scale=w='if(gt(n,0),if(eq(iw,ld(0)),iw,0/0),st(0,iw))'"
          + ":h='if(gt(n,0),if(eq(ih,ld(0)),ih,0/0),st(0,ih))':eval=frame";

  private static final String SCALING = "flags=bicubic+accurate_rnd";

  private final Composite composite;
  private final MediaInfo.Video clip;
  private final WorkingFormat working;
  private final ChromaSampling sampling;
  private final int width;
  private final int height;

  /**
   * Chains for one clip.
   *
   * @param working the keyed picture's colours
   * @param sampling of the keyed picture and of the result
   * @param width of the canvas in pixels, even
   * @param height of the canvas in pixels, even
   */
  CompositeGraph(
      Composite composite,
      MediaInfo.Video clip,
      WorkingFormat working,
      ChromaSampling sampling,
      int width,
      int height) {
    this.composite = composite;
    this.clip = clip;
    this.working = working;
    this.sampling = sampling;
    this.width = width;
    this.height = height;
  }

  /**
   * The chains.
   *
   * @param keyed label of the keyed picture, with straight alpha
   * @param file label of the background file; used where there is one
   * @param fileFilters filters that bring the file to a working format of its own
   * @param aspect the setsar filter of the result
   * @param laid label of the result, without alpha
   */
  List<String> chains(String keyed, String file, String fileFilters, String aspect, String laid) {
    List<String> chains = new ArrayList<>();
    chains.add("[" + keyed + "]split=2[subject][clock]");
    // Overlay takes its clock from the background, so the background is first put on the clip's.
    String clock =
        "[clock]format=%s,scale=%d:%d:flags=neighbor,%s,%s"
            .formatted(sampling.opaque(), width, height, working.tags(), aspect);
    if (composite.background() instanceof Background.Color color) {
      chains.add(clock + "," + painted(color) + "[timed]");
    } else {
      chains.add(clock + "[paced]");
      String behind = file;
      if (composite.isVideo()) {
        behind = "behind";
        chains.add("[" + file + "]split=2[behind][measured]");
        chains.add("[measured]" + OF_ONE_SIZE + ",nullsink");
      }
      chains.add(
          ground(behind, fileFilters)
              + ",format="
              + sampling.opaque()
              + ","
              + endless()
              + working.tags()
              + ","
              + aspect
              + "[ground]");
      chains.add(
          "[paced][ground]blend=all_mode=normal:all_opacity=0%s[timed]".formatted(shortest()));
    }
    if (composite.inPlace()) {
      chains.add(
          "[timed][subject]overlay=0:0:format=%s%s,%s"
              .formatted(sampling.overlay(), shortest(), end(aspect, laid)));
    } else {
      placed(chains, aspect, laid);
    }
    return chains;
  }

  /** Scaled with the alpha worked in, or the grey of transparent pixels would bleed into edges. */
  private void placed(List<String> chains, String aspect, String laid) {
    Composite.Placement placement = composite.placement();
    double shape = shape(clip);
    double fit =
        Math.min(width / (clip.shownWidth() * shape), (double) height / clip.shownHeight());
    int across = even(clip.shownWidth() * shape * fit * placement.scale());
    int down = even(clip.shownHeight() * fit * placement.scale());
    int x = 2 * (int) Math.round((width * placement.x() - across / 2.0) / 2);
    int y = 2 * (int) Math.round((height * placement.y() - down / 2.0) / 2);
    Seen sides = Seen.of(x, across, width);
    Seen lines = Seen.of(y, down, height);
    // One way after the other: of a picture that is made larger than the canvas what lies outside
    // is never made, and what is seen is what scaling all of it would have given.
    String scaled =
        sides.whole() && lines.whole()
            ? "scale=%d:%d:%s".formatted(across, down, SCALING)
            : "scale=%d:ih:%s,crop=%d:ih:%d:0,scale=iw:%d:%s,crop=iw:%d:0:%d"
                .formatted(
                    across,
                    SCALING,
                    sides.length,
                    sides.from,
                    down,
                    SCALING,
                    lines.length,
                    lines.from);
    chains.add(
        "[subject]premultiply=inplace=1,%s,unpremultiply=inplace=1,setsar=1[placed]"
            .formatted(scaled));
    chains.add(
        "[timed][placed]overlay=%d:%d:format=%s%s,%s"
            .formatted(
                x + sides.from, y + lines.from, sampling.overlay(), shortest(), end(aspect, laid)));
  }

  /**
   * Which part of a picture that is put on the canvas can be seen, one way.
   *
   * @param from pixels before it, even
   * @param length of it in pixels, even
   * @param whole whether it is all of the picture
   */
  private record Seen(int from, int length, boolean whole) {

    /**
     * What is seen of a picture.
     *
     * @param at where it begins on the canvas, even
     * @param length of the picture, even
     * @param canvas length of the canvas, even
     */
    static Seen of(int at, int length, int canvas) {
      if (length <= canvas) {
        return new Seen(0, length, true);
      }
      // Two pixels are left of a picture that lies beside the canvas.
      int from = Math.min(Math.max(0, -at), length - 2);
      int to = Math.max(Math.min(length, canvas - at), from + 2);
      return new Seen(from, to - from, false);
    }
  }

  /**
   * A background video has no end, so the clip's is the end. Otherwise a longer one would go on
   * giving pictures while the clip's last one is shown.
   */
  private String shortest() {
    return composite.isVideo() ? ":shortest=1" : "";
  }

  /**
   * Where a background ends the result, the output's length is given, and its last picture stays.
   */
  private String endless() {
    return composite.isVideo() && composite.end() == Composite.End.TRIM
        ? "tpad=stop=-1:stop_mode=clone,"
        : "";
  }

  private String end(String aspect, String laid) {
    return working.tags() + "," + aspect + "[" + laid + "]";
  }

  /**
   * The filter that paints a picture over. A source of that colour would stand still for ever now
   * and then: FFmpeg's scheduler holds a graph that has a source of its own back while its pictures
   * are ahead of the sound, and the sound may lie behind pictures that wait for that graph.
   */
  private String painted(Background.Color color) {
    double[] levels = working.matrix().levels(color.rgb());
    return "lutyuv=y=%d:u=%d:v=%d"
        .formatted(Math.round(levels[0]), Math.round(levels[1]), Math.round(levels[2]));
  }

  private String ground(String file, String fileFilters) {
    String matrix = working.matrix() == ColorMatrix.BT601 ? "bt601" : "bt709";
    String converted = ":flags=bicubic+accurate_rnd:out_color_matrix=" + matrix + ":out_range=tv";
    MediaInfo.Video picture = composite.file().flatMap(MediaInfo::picture).orElseThrow();
    // The file's size in pixels of the canvas' shape.
    double across = picture.shownWidth() * shape(picture);
    double down = picture.shownHeight();
    return "[%s]%s%s%s%s,"
            .formatted(
                file,
                composite.isVideo() ? inStep(picture) : "",
                Interlacing.filter(picture),
                BarsBehind.filters(picture, composite.bars()),
                fileFilters)
        + switch (composite.fit()) {
          case COVER -> {
            double factor = Math.max(width / across, height / down);
            yield "scale=%d:%d%s,crop=%d:%d"
                .formatted(
                    Math.max(width, Math.round(across * factor)),
                    Math.max(height, Math.round(down * factor)),
                    converted,
                    width,
                    height);
          }
          case CONTAIN -> {
            double factor = Math.min(width / across, height / down);
            yield "scale=%d:%d%s,pad=%d:%d:2*trunc((ow-iw)/4):2*trunc((oh-ih)/4):color=0x%06x"
                .formatted(
                    Math.min(width, even(across * factor)),
                    Math.min(height, even(down * factor)),
                    converted,
                    width,
                    height,
                    composite.bars());
          }
          // In RGB, or tiles of odd sizes would lose their colours' places.
          case TILE -> {
            int tileWidth = (int) Math.max(1, Math.round(across));
            int tileHeight = picture.shownHeight();
            yield "scale=%d:%d:flags=bicubic+accurate_rnd+full_chroma_int,format=gbrp,"
                    .formatted(tileWidth, tileHeight)
                + tiled(tileWidth, tileHeight)
                + "scale="
                + converted.substring(1);
          }
        };
  }

  /**
   * Filters, with a comma at the end, that let the background's pictures come half a picture
   * earlier. Behind each of the clip's is laid the last one that has begun: by then it is the
   * nearest one, however containers round times; and the first is there from the start, also where
   * the file's sound begins before it.
   */
  private String inStep(MediaInfo.Video picture) {
    double fastest = Math.max(clip.frameRate().value(), picture.frameRate().value());
    double earlier = 0.5 / (fastest > 0 ? fastest : USUAL_RATE);
    String time = String.format(Locale.ROOT, "round(PTS-%.6f/TB)", earlier);
    // AVI counts whole pictures, of which there is no half.
    return "settb='if(gt(intb,0.002),intb/2,intb)',setpts='if(eq(N,0),min(0,%s),%s)',"
        .formatted(time, time);
  }

  /** Filters, with a comma at the end, that double a picture until the canvas is full. */
  private String tiled(int pictureWidth, int pictureHeight) {
    int across = Math.min(width, pictureWidth);
    int down = Math.min(height, pictureHeight);
    StringBuilder filters = new StringBuilder("crop=%d:%d:0:0,".formatted(across, down));
    while (across < width || down < height) {
      int nextAcross = Math.min(width, 2 * across);
      int nextDown = Math.min(height, 2 * down);
      filters.append(
          "pad=%d:%d:0:0,fillborders=right=%d:bottom=%d:mode=wrap,"
              .formatted(nextAcross, nextDown, nextAcross - across, nextDown - down));
      across = nextAcross;
      down = nextDown;
    }
    return filters.toString();
  }

  /** How wide a file's pixel lies on the canvas, whose pixels may be the clip's. */
  private double shape(MediaInfo.Video picture) {
    boolean likeClip = composite.canvas().like() == Composite.Canvas.Like.CLIP;
    return Composite.pixelShape(picture) / (likeClip ? Composite.pixelShape(clip) : 1);
  }

  private static int even(double side) {
    return Math.max(2, 2 * (int) Math.round(side / 2));
  }
}
