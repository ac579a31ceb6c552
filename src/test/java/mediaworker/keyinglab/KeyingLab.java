package mediaworker.keyinglab;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.keyinglab.Metrics.Scores;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.Keyer;
import mediaworker.media.keying.KeyingReport;
import mediaworker.media.keying.output.KeyStep;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.OutputFormat;

/**
 * The keying lab's entry point; {@code bench/keying/run --help} tells how to use it. Prints a table
 * of every clip's scores beside those of the tuned baselines, and the speed of the key step.
 */
public final class KeyingLab {

  private static final String USAGE =
      """
      bench/keying/run [--quick] [--case TEXT]... [--set tuning|heldout] [--no-speed] [--speed-only]
                       [--maps] [--floors] [--rgb | --prores] [--no-baseline] [--variants N [--seed S]]
        --quick       6 pictures a clip, the tuning set, no speed
        --case TEXT   only clips whose name has TEXT in it, or for variants begins with it
        --set SET     only one of the two sets
        --no-speed    leave out the measuring of speed
        --speed-only  nothing else
        --maps        pictures of the errors in each clip's middle picture, beside the clip, and
                      where they lie
        --floors      what the true alpha would score with the clip's own colours
        --rgb         clips of RGB without loss, as stills of image services are, in place of H.264
        --prores      clips of ProRes 422 HQ, as studios record them, in place of H.264
        --no-baseline leave out chromakey and colorkey, whose grid search takes most of the time
        --variants N  N random clips in place of the sets; the same N and S are the same clips, and
                      --variants N --seed S --case "S.7 " is the seventh alone

      Clips, results and the true matte of one picture are left in target/keying-lab/clips.
      """;

  private static final Path HOME = Path.of("target/keying-lab");

  private final LabFfmpeg ffmpeg = new LabFfmpeg();
  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final List<String> options;
  private final int frames;
  private final List<Measured> measured = new ArrayList<>();

  private KeyingLab(List<String> options) {
    this.options = options;
    this.frames = options.contains("--quick") ? 6 : LabCase.FRAMES;
  }

  /** Runs the lab. */
  public static void main(String[] args) throws Exception {
    List<String> options = Arrays.asList(args);
    if (options.contains("--help")) {
      System.out.print(USAGE);
      return;
    }
    new KeyingLab(options).run();
  }

  private void run() throws MediaException, IOException, InterruptedException {
    Files.createDirectories(HOME.resolve("clips"));
    boolean quick = options.contains("--quick");
    if (options.contains("--variants")) {
      long seed = Long.parseLong(value("--seed").orElse("1"));
      List<LabCase> clips = Variants.of(Integer.parseInt(value("--variants").orElseThrow()), seed);
      table("Variants of seed " + seed, clips);
      out.printf("%n%s", new VariantSummary(measured).text());
      return;
    }
    if (!options.contains("--speed-only")) {
      String set = value("--set").orElse(quick ? "tuning" : "");
      if (!set.equals("heldout")) {
        table("Tuning set", LabCases.all().stream().filter(lab -> !lab.heldOut()).toList());
      }
      if (!set.equals("tuning")) {
        table("Held-out set", LabCases.all().stream().filter(LabCase::heldOut).toList());
      }
      long met = measured.stream().filter(Measured::meetsAims).count();
      out.printf(
          "%nBoth aims (comp ≤ 0.4×, SAD ≤ 0.7×) met on %d of %d clips.%n", met, measured.size());
    }
    if (options.contains("--speed-only") || !quick && !options.contains("--no-speed")) {
      speed();
    }
  }

  private void table(String title, List<LabCase> cases)
      throws MediaException, IOException, InterruptedException {
    out.printf("%n### %s%n%n", title);
    out.println("| clip | keyer | SAD | MSE | grad | dE | spill | comp | dtSSD | SAD × | comp × |");
    out.println("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (LabCase lab : cases) {
      if (wanted(lab.name())) {
        measure(lab);
      }
    }
  }

  private boolean wanted(String name) {
    boolean any = false;
    for (int i = 0; i + 1 < options.size(); i++) {
      if (options.get(i).equals("--case")) {
        any = true;
        String text = options.get(i + 1);
        if (options.contains("--variants") ? name.startsWith(text) : name.contains(text)) {
          return true;
        }
      }
    }
    return !any;
  }

  private Optional<String> value(String option) {
    int at = options.indexOf(option);
    return at >= 0 && at + 1 < options.size() ? Optional.of(options.get(at + 1)) : Optional.empty();
  }

  private void measure(LabCase lab) throws MediaException, IOException, InterruptedException {
    Path dir = Files.createDirectories(HOME.resolve("clips").resolve(lab.folder()));
    List<Layer> truth = new ArrayList<>();
    for (int i = 0; i < frames; i++) {
      truth.add(lab.subject(i));
    }
    LabFfmpeg.Frames filmed = index -> lab.filmed(truth.get(index), index);
    boolean rgb = options.contains("--rgb");
    boolean prores = options.contains("--prores");
    MediaInfo clip =
        rgb
            ? ffmpeg.store(dir.resolve("clip.mkv"), lab.format(), frames, filmed)
            : prores
                ? ffmpeg.record(dir.resolve("clip.mov"), lab.format(), frames, filmed)
                : ffmpeg.encode(dir.resolve("clip.mp4"), lab.format(), frames, filmed);
    Baseline.Truth layers =
        new Baseline.Truth() {
          @Override
          public Layer at(int index) {
            return truth.get(Math.min(index, truth.size() - 1));
          }

          @Override
          public int count() {
            return truth.size();
          }
        };
    boolean compared =
        !options.contains("--no-baseline")
            && !(options.contains("--variants") && Variants.mustBeRefused(lab));
    List<Baseline.Best> best =
        compared
            ? new Baseline(
                    ffmpeg, HOME.resolve("baselines" + (rgb ? "-rgb" : prores ? "-prores" : "")))
                .of(lab, filmed, clip, layers, dir)
            : List.of();
    Files.write(dir.resolve("truth.gray"), grey(truth.get(frames / 2)));
    Optional<Scores> source =
        options.contains("--floors")
            ? Optional.of(new SourceFloor(ffmpeg).of(lab, clip, truth))
            : Optional.empty();
    Scores ours = keyed(lab, clip, truth, dir.resolve("keyed.mov"));
    Measured one = new Measured(lab, ours, best, source);
    measured.add(one);
    out.print(one.rows());
  }

  private static byte[] grey(Layer layer) {
    byte[] levels = new byte[layer.alpha.length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) Math.round(255 * layer.alpha[i]);
    }
    return levels;
  }

  private Scores keyed(LabCase lab, MediaInfo clip, List<Layer> truth, Path result)
      throws MediaException, IOException, InterruptedException {
    KeyingRequest request =
        new KeyingRequest(clip, KeyingSettings.DEFAULTS, OutputFormat.MOV, Optional.empty());
    Metrics metrics = new Metrics(lab.width(), lab.height(), Baseline.channel(lab));
    try (Scratch scratch = Scratch.in(result.getParent())) {
      KeyingReport report =
          new Keyer(ffmpeg.ffmpeg)
              .key(
                  request, scratch.folder(), result, (fraction, message) -> {}, new Cancellation());
      if (options.contains("--maps")) {
        out.println("<!-- " + lab.name() + ": " + report.note() + " -->");
      }
      ffmpeg.read(
          ffmpeg.probe(result),
          "",
          lab.width(),
          lab.height(),
          (index, rgba) -> {
            metrics.add(truth.get(index), rgba);
            if (index == frames / 2 && options.contains("--maps")) {
              Path maps = result.resolveSibling("maps");
              byte[] seen = lab.filmed(truth.get(index), index);
              String shares = ErrorMaps.write(maps, truth.get(index), seen, rgba);
              out.println("<!-- " + lab.name() + ": " + shares + " -->");
            }
          });
      return metrics.scores();
    } catch (MediaException e) {
      out.println("<!-- " + lab.name() + ": " + e.getMessage() + " -->");
      double none = Double.NaN;
      return new Scores(none, none, none, none, none, none, none);
    }
  }

  /**
   * The key step, in parts and in one process, against plain chromakey: the same clips, in turns,
   * the best of three rounds.
   */
  private void speed() throws MediaException, IOException, InterruptedException {
    out.printf("%n### Speed of the key step, 1920×1080%n%n");
    out.println(
        "| clip | pictures | analysis s | in parts s | one process s | chromakey s | ratios |");
    out.println("| --- | ---: | ---: | ---: | ---: | ---: | --- |");
    for (LabCase lab : LabCases.all()) {
      if (lab.name().startsWith("uneven light") || lab.name().startsWith("flat: hair, veil")) {
        LabCase large =
            new LabCase(lab.name(), false, 1920, 1080, lab.screen(), lab.parts(), lab.seed());
        List<byte[]> drawn = new ArrayList<>();
        for (int i = 0; i < LabCase.FRAMES; i++) {
          drawn.add(large.filmed(large.subject(i), i));
        }
        for (int pictures : new int[] {48, 144}) {
          MediaInfo clip =
              ffmpeg.encode(
                  HOME.resolve("clips/speed.mp4"),
                  1920,
                  1080,
                  LabCase.RATE,
                  pictures,
                  i -> drawn.get(i % LabCase.FRAMES));
          speed(lab.name(), pictures, clip);
        }
      }
    }
  }

  private void speed(String name, int pictures, MediaInfo clip)
      throws MediaException, IOException, InterruptedException {
    double[] least = new double[4];
    Arrays.fill(least, Double.MAX_VALUE);
    for (int round = 0; round < 3; round++) {
      KeyStep.Times parts = keyStep(clip, true);
      KeyStep.Times whole = keyStep(clip, false);
      least[0] = Math.min(least[0], Math.min(parts.analysis(), whole.analysis()));
      least[1] = Math.min(least[1], parts.total());
      least[2] = Math.min(least[2], whole.total());
      least[3] = Math.min(least[3], KeyStep.chromakey(ffmpeg.ffmpeg, clip));
    }
    out.printf(
        Locale.ROOT,
        "| %s | %d | %.2f | %.2f | %.2f | %.2f | %.2f, %.2f |%n",
        name,
        pictures,
        least[0],
        least[1],
        least[2],
        least[3],
        least[3] / least[1],
        least[3] / least[2]);
  }

  private KeyStep.Times keyStep(MediaInfo clip, boolean inParts)
      throws MediaException, IOException, InterruptedException {
    try (Scratch scratch = Scratch.in(HOME.resolve("clips"))) {
      return KeyStep.run(ffmpeg.ffmpeg, clip, inParts, scratch.folder());
    }
  }
}
