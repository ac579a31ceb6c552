package mediaworker.keyinglab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.keying.Keyer;
import mediaworker.media.keying.request.Background;
import mediaworker.media.keying.request.Composite;
import mediaworker.media.keying.request.KeyColor;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.KeyingSettings.Corrections;
import mediaworker.media.keying.request.KeyingSettings.MatteSettings;
import mediaworker.media.keying.request.KeyingSettings.PlateMode;
import mediaworker.media.keying.request.KeyingSettings.Shadow;
import mediaworker.media.keying.request.KeyingSettings.SpillSettings;
import mediaworker.media.keying.request.OutputFormat;
import mediaworker.media.keying.request.Region;

/** Makes the pictures of docs/keying.md: one drawn frame, keyed with each dial turned in turn. */
public final class DialPictures {

  private static final int WIDTH = 480;
  private static final int HEIGHT = 270;
  private static final Background BEHIND = new Background.Color(0x6a3040);

  private final LabFfmpeg ffmpeg = new LabFfmpeg();
  private final Path folder;
  private final Path scratch;
  private final MediaInfo before;

  private DialPictures(Path folder) throws MediaException, IOException, InterruptedException {
    this.folder = Files.createDirectories(folder);
    scratch = Files.createTempDirectory("dials");
    LabCase drawn =
        new LabCase(
            "dials",
            false,
            WIDTH,
            HEIGHT,
            StudioScreen.flat(0x10b048).uneven(0.3, 0.03).shaded(0.35).noisy(1),
            List.of(
                Part.person(0.62, Rgb.of(0xd8d8dc), Rgb.of(0x5a3a20), 160, 0.2),
                Part.prop(0.05, 0.1, 0.17, 0.5, Rgb.of(0x3a9a48), 0)),
            7);
    Path raw = scratch.resolve("before.rgb");
    Files.write(raw, drawn.filmed(drawn.subject(3), 3));
    Path png = folder.resolve("before.png");
    ffmpeg.ffmpeg.run(
        List.of(
            "-f",
            "rawvideo",
            "-pixel_format",
            "rgb24",
            "-video_size",
            WIDTH + "x" + HEIGHT,
            "-i",
            "file:" + raw,
            "-frames:v",
            "1",
            "file:" + png.toAbsolutePath()),
        Progress.Listener.NONE,
        new Cancellation());
    before = ffmpeg.probe(png);
  }

  /** Writes the pictures into the folder named, or docs/keying. */
  public static void main(String[] args) throws Exception {
    DialPictures pictures = new DialPictures(Path.of(args.length > 0 ? args[0] : "docs/keying"));
    MatteSettings normal = MatteSettings.DEFAULTS;
    SpillSettings spill = SpillSettings.DEFAULTS;
    Corrections none = Corrections.NONE;
    pictures.make("default", normal, spill, none, PlateMode.AUTO);
    pictures.make(
        "clip_black", new MatteSettings(1, 0.4, true, 0.92, 0, 0), spill, none, PlateMode.AUTO);
    pictures.make("clip_white", new MatteSettings(1, 0.04, 0.5, 0, 0), spill, none, PlateMode.AUTO);
    pictures.make(
        "edge_offset", new MatteSettings(1, 0.04, 0.92, -3, 0), spill, none, PlateMode.AUTO);
    pictures.make("softness", new MatteSettings(1, 0.04, 0.92, 0, 3), spill, none, PlateMode.AUTO);
    pictures.make("spill_amount", normal, new SpillSettings(0, 0.7), none, PlateMode.AUTO);
    pictures.make("spill_balance", normal, new SpillSettings(1, 0.2), none, PlateMode.AUTO);
    pictures.make("plate_off", normal, spill, none, PlateMode.OFF);
    Region prop = Region.box(0.03, 0.07, 0.19, 0.53);
    pictures.make(
        "hold_out", normal, spill, corrections(List.of(prop), 0, Shadow.DROP), PlateMode.AUTO);
    Region wall = Region.box(0, 0, 0.3, 1);
    pictures.make("garbage", normal, spill, garbage(List.of(wall)), PlateMode.AUTO);
    pictures.make("crop", normal, spill, garbage(outside(0.4, 0.05, 0.85, 0.8)), PlateMode.AUTO);
    pictures.make(
        "despot_holes",
        normal,
        spill,
        new Corrections(List.of(), List.of(), 0, 8, Shadow.DROP),
        PlateMode.AUTO);
    pictures.make("tolerance", new MatteSettings(4, 0.16, 0.92, 0, 0), spill, none, PlateMode.AUTO);
    pictures.make(
        "key_color",
        new KeyingSettings(
            KeyColor.parse("#3a9a48").orElseThrow(), normal, spill, PlateMode.OFF, none, 0, true));
    pictures.make(
        "shadow_keep", normal, spill, corrections(List.of(), 0, Shadow.KEEP), PlateMode.AUTO);
    pictures.make(
        "despot_specks", normal, spill, corrections(List.of(), 2, Shadow.DROP), PlateMode.AUTO);
  }

  private static Corrections garbage(List<Region> regions) {
    return new Corrections(List.of(), regions, 0, 0, Shadow.DROP);
  }

  /** What the field crop makes of a box. */
  private static List<Region> outside(double left, double top, double right, double bottom) {
    return List.of(
        Region.box(0, 0, 1, top),
        Region.box(0, bottom, 1, 1),
        Region.box(0, 0, left, 1),
        Region.box(right, 0, 1, 1));
  }

  private static Corrections corrections(List<Region> hold, int specks, Shadow shadow) {
    return new Corrections(hold, List.of(), specks, 0, shadow);
  }

  private void make(
      String name,
      MatteSettings matte,
      SpillSettings spill,
      Corrections corrections,
      PlateMode plate)
      throws MediaException, IOException, InterruptedException {
    make(name, new KeyingSettings(KeyColor.AUTO, matte, spill, plate, corrections, 0, false));
  }

  private void make(String name, KeyingSettings settings)
      throws MediaException, IOException, InterruptedException {
    new Keyer(ffmpeg.ffmpeg)
        .key(
            new KeyingRequest(
                before, settings, OutputFormat.PNG, Optional.of(Composite.over(BEHIND))),
            scratch,
            folder.resolve(name + ".png"),
            (fraction, message) -> {},
            new Cancellation());
  }
}
