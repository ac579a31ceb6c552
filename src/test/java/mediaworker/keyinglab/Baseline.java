package mediaworker.keyinglab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mediaworker.keyinglab.Metrics.Scores;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;

/**
 * The best that {@code chromakey} or {@code colorkey} with {@code despill} can do on a clip: a grid
 * search that is shown the truth, and the screen's true mean colour. No user has either. Similarity
 * and blend are the ones with the least SAD, despill the one with the least composite error.
 */
final class Baseline {

  private static final double[] SIMILARITY_CHROMA = {.03, .05, .08, .11, .15, .2, .26};
  private static final double[] SIMILARITY_COLOR = {.06, .11, .17, .23, .3, .38, .46};
  private static final double[] BLEND = {0, .04, .09, .16, .24};
  private static final double[] MIX = {.2, .5, .8};
  private static final double[] EXPAND = {0, .3, .6};

  /** Every so many-th picture is looked at in the search. */
  private static final int EVERY = 6;

  private final LabFfmpeg ffmpeg;
  private final Path cache;

  Baseline(LabFfmpeg ffmpeg, Path cache) {
    this.ffmpeg = ffmpeg;
    this.cache = cache;
  }

  /** A filter chain and what it scores on the whole clip. */
  record Best(String filters, Scores scores) {}

  /**
   * Tuned chromakey, then tuned colorkey; from the cache where the same clip was searched before.
   */
  List<Best> of(LabCase lab, LabFfmpeg.Frames filmed, MediaInfo clip, Truth truth, Path workDir)
      throws MediaException, IOException, InterruptedException {
    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
    crc.update(filmed.at(0));
    crc.update(filmed.at(truth.count() - 1));
    Path file = cache.resolve("%08x-%d.txt".formatted(crc.getValue(), truth.count()));
    if (Files.exists(file)) {
      return Files.readAllLines(file).stream().map(Baseline::parsed).toList();
    }
    MediaInfo sample = ffmpeg.sample(clip, workDir.resolve("sample.mkv"), EVERY);
    Truth sampled = index -> truth.at(EVERY / 2 + index * EVERY);
    Rgb mean = meanScreen(lab);
    List<Best> found = new ArrayList<>();
    for (boolean chroma : new boolean[] {true, false}) {
      String keyer =
          chroma
              ? "chromakey=yuv=1:color=0x%s:".formatted(yuv(mean))
              : "format=gbrap,colorkey=color=0x%s:".formatted(rgb(mean));
      String filters =
          tuned(lab, keyer, chroma ? SIMILARITY_CHROMA : SIMILARITY_COLOR, sample, sampled);
      found.add(new Best(filters, scores(lab, filters, clip, truth, true)));
    }
    Files.createDirectories(cache);
    Files.write(file, found.stream().map(Baseline::line).toList());
    return found;
  }

  /** The truth of a clip's pictures. */
  @FunctionalInterface
  interface Truth {
    Layer at(int index);

    default int count() {
      return LabCase.FRAMES;
    }
  }

  private String tuned(
      LabCase lab, String keyer, double[] similarities, MediaInfo sample, Truth truth)
      throws MediaException, IOException, InterruptedException {
    String best = "";
    double least = Double.MAX_VALUE;
    for (double similarity : similarities) {
      for (double blend : BLEND) {
        String filters =
            keyer + String.format(Locale.ROOT, "similarity=%.3f:blend=%.3f", similarity, blend);
        double sad = scores(lab, filters, sample, truth, false).sad();
        if (sad < least) {
          least = sad;
          best = filters;
        }
      }
    }
    String keyed = best;
    least = scores(lab, keyed, sample, truth, false).comp();
    String type = channel(lab) == 1 ? "type=green" : "type=blue:green=0:blue=-1";
    for (double mix : MIX) {
      for (double expand : EXPAND) {
        String filters =
            keyed
                + String.format(Locale.ROOT, ",despill=%s:mix=%.2f:expand=%.2f", type, mix, expand);
        double comp = scores(lab, filters, sample, truth, false).comp();
        if (comp < least) {
          least = comp;
          best = filters;
        }
      }
    }
    return best;
  }

  private Scores scores(LabCase lab, String filters, MediaInfo clip, Truth truth, boolean all)
      throws MediaException, IOException, InterruptedException {
    Metrics metrics = new Metrics(lab.width(), lab.height(), channel(lab), all);
    ffmpeg.read(
        clip,
        filters,
        lab.width(),
        lab.height(),
        (index, rgba) -> metrics.add(truth.at(index), rgba));
    return metrics.scores();
  }

  /** 1 for a green screen, 2 for a blue one. */
  static int channel(LabCase lab) {
    return lab.screen().color().g() >= lab.screen().color().b() ? 1 : 2;
  }

  private static Rgb meanScreen(LabCase lab) {
    double r = 0;
    double g = 0;
    double b = 0;
    int count = 0;
    for (int y = 4; y < lab.height(); y += 8) {
      for (int x = 4; x < lab.width(); x += 8) {
        if (!lab.screen().outside((double) x / lab.width(), (double) y / lab.height())) {
          Rgb at = lab.screen().at(x, y, lab.width(), lab.height(), 0);
          r += at.r();
          g += at.g();
          b += at.b();
          count++;
        }
      }
    }
    return new Rgb(r / count, g / count, b / count);
  }

  private static String rgb(Rgb color) {
    return "%02x%02x%02x"
        .formatted(
            Math.round(255 * color.r()), Math.round(255 * color.g()), Math.round(255 * color.b()));
  }

  /** BT.709 levels, limited range. */
  private static String yuv(Rgb c) {
    double luma = 0.2126 * c.r() + 0.7152 * c.g() + 0.0722 * c.b();
    return "%02x%02x%02x"
        .formatted(
            Math.round(16 + 219 * luma),
            Math.round(128 + 224 * (c.b() - luma) / 1.8556),
            Math.round(128 + 224 * (c.r() - luma) / 1.5748));
  }

  private static String line(Best best) {
    Scores s = best.scores();
    return String.format(
        Locale.ROOT,
        "%s\t%f\t%f\t%f\t%f\t%f\t%f\t%f",
        best.filters(),
        s.sad(),
        s.mse(),
        s.grad(),
        s.dE(),
        s.spill(),
        s.comp(),
        s.dtssd());
  }

  private static Best parsed(String line) {
    String[] parts = line.split("\t", -1);
    double[] n = new double[7];
    for (int i = 0; i < 7; i++) {
      n[i] = Double.parseDouble(parts[i + 1]);
    }
    return new Best(parts[0], new Scores(n[0], n[1], n[2], n[3], n[4], n[5], n[6]));
  }
}
