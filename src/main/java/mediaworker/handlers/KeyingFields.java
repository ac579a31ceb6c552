package mediaworker.handlers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.Remarks;
import mediaworker.media.keying.request.KeyColor;
import mediaworker.media.keying.request.KeyingDials;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.KeyingSettings.Corrections;
import mediaworker.media.keying.request.KeyingSettings.MatteSettings;
import mediaworker.media.keying.request.KeyingSettings.PlateMode;
import mediaworker.media.keying.request.KeyingSettings.Shadow;
import mediaworker.media.keying.request.KeyingSettings.SpillSettings;
import mediaworker.media.keying.request.OutputFormat;
import mediaworker.media.keying.request.Region;

/**
 * Reads keying's fields: our own settings, and the dials of the dashboard's keying page. Where both
 * speak of the same thing, our own win. For one row; not for use by several threads.
 */
public final class KeyingFields {

  /** Shown pictures a second where a stop-motion look is switched on without a rate. */
  private static final double USUAL_POSTERIZE_FPS = 12;

  /** What a job's result is and is called, which is settled for laps. */
  private static final List<String> OF_JOBS =
      Stream.of(List.of("output", "output_name"), CompositeFields.NAMES)
          .flatMap(List::stream)
          .toList();

  private final InputFields fields;

  KeyingFields(InputFields fields) {
    this.fields = fields;
  }

  /** Names of the fields that are read as the dashboard's keying page calls them. */
  public static Set<String> dialNames() {
    return FieldWatch.watched(
            () -> new KeyingFields(InputFields.of("input_data", null)).dashboard())
        .stream()
        .map(FieldUse::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Reads everything but the source, which the caller knows.
   *
   * @param source the clip or picture as the row names it
   * @param lap whether it is a lap, which gives WebM, or PNG of a still picture
   * @throws JobFailure naming every wrong field
   */
  KeyingPayload read(String source, boolean lap) throws JobFailure {
    Optional<OutputFormat> output = lap ? Optional.empty() : output();
    Optional<KeyingPayload.Laid> laid = lap ? Optional.empty() : new CompositeFields(fields).read();
    if (lap) {
      leaveAside();
    }
    KeyingSettings settings = settings();
    if (laid.isPresent() && output.isPresent() && output.get() != OutputFormat.MP4) {
      fields.problem(
          "\"background\" goes with \"output\": \"mp4\" only, not with " + output.get().word());
    }
    if (laid.isEmpty() && output.equals(Optional.of(OutputFormat.MP4))) {
      fields.problem(
          "\"output\" is mp4, which cannot be transparent, so \"background\" must say what is"
              + " behind the subject: a colour like #202020, a picture or a video");
    }
    Optional<String> name = lap ? Optional.empty() : fields.outputName();
    RegionFields regions = new RegionFields(fields);
    KeyingPayload.Extras extras =
        new KeyingPayload.Extras(
            new StickerFields(fields).read(),
            new KeyingPayload.Mattes(regions.painted("hold_out"), regions.painted("garbage")),
            fields.flag("export_gif", false),
            fields.flag("export_png_zip", false));
    if (extras.sticker().isPresent()) {
      settings = withoutShadow(settings);
    }
    KeyingPayload payload = new KeyingPayload(source, settings, output, laid, name, extras);
    fields.done();
    return payload;
  }

  /** Its outline would go around the shadow, as if that were a part of the subject. */
  private static KeyingSettings withoutShadow(KeyingSettings settings) {
    if (settings.corrections().shadow() == Shadow.DROP) {
      return settings;
    }
    Remarks.say(
        "A sticker throws a shadow of its own, so the one on the screen goes with it:"
            + " \"shadow\": \"keep\" is left aside.");
    return settings.withShadow(Shadow.DROP);
  }

  /** What a job's result is like is said in vain of a lap's. */
  private void leaveAside() {
    List<String> given =
        OF_JOBS.stream().filter(fields::has).map(name -> '"' + name + '"').toList();
    if (!given.isEmpty()) {
      Remarks.say(
          "A keying lap gives a transparent WebM, or PNG of a still picture, under a name of its"
              + " own, so these are left aside: "
              + String.join(", ", given)
              + ".");
    }
  }

  private KeyingSettings settings() {
    Dashboard dashboard = dashboard();
    KeyingDials dials = dashboard.dials();
    KeyColor key = keyColor(dials);
    MatteSettings dialled = dials.matte();
    double tolerance = fields.number("tolerance", dialled.tolerance(), 0.2, 4);
    // Without a clip black of its own a wider tolerance raises it, as the dial does.
    double black =
        fields.has("tolerance")
            ? Math.min(0.45, MatteSettings.DEFAULTS.clipBlack() * tolerance)
            : dialled.clipBlack();
    MatteSettings matte =
        new MatteSettings(
            tolerance,
            fields.number("clip_black", black, 0, 0.45),
            fields.says("clip_black"),
            fields.number("clip_white", dialled.clipWhite(), 0.5, 1),
            fields.integer("edge_offset", dialled.edgeOffset(), -10, 10),
            fields.number("softness", dialled.softness(), 0, 20));
    SpillSettings spill =
        new SpillSettings(
            fields.number("spill_amount", dials.spillSettings().amount(), 0, 1),
            fields.number("spill_balance", dials.spillSettings().balance(), 0, 1));
    PlateMode plate =
        PlateMode.valueOf(
            fields
                .choice("plate", "auto", "auto", "off", "static", "per_frame")
                .toUpperCase(Locale.ROOT));
    return new KeyingSettings(
        key,
        matte,
        spill,
        plate,
        corrections(),
        posterizeFps(dashboard.posterized()),
        fields.flag("force", false));
  }

  private Corrections corrections() {
    RegionFields regions = new RegionFields(fields);
    List<Region> garbage = new ArrayList<>(regions.list("garbage"));
    garbage.addAll(regions.outside("crop"));
    Shadow shadow =
        Shadow.valueOf(fields.choice("shadow", "drop", "drop", "keep").toUpperCase(Locale.ROOT));
    return new Corrections(
        regions.list("hold_out"),
        garbage,
        fields.integer("despot_specks", 0, 0, 8),
        fields.integer("despot_holes", 0, 0, 8),
        shadow);
  }

  /** What is read under the dashboard's names. */
  private record Dashboard(KeyingDials dials, boolean posterized) {}

  private Dashboard dashboard() {
    return new Dashboard(dials(), fields.flag("posterize_enabled", false));
  }

  private KeyingDials dials() {
    KeyingDials normal = KeyingDials.DEFAULTS;
    return new KeyingDials(
        fields.number(
            "hue_center", normal.hueCenter(), KeyingDials.LEAST_HUE, KeyingDials.MOST_HUE),
        fields.number("hue_tolerance", normal.hueTolerance(), 0, 90),
        fields.number("saturation_min", normal.saturationMin(), 0, 255),
        fields.number("value_min", normal.valueMin(), 0, 255),
        fields.number("erode", normal.erode(), -20, 20),
        fields.number("dilate", normal.dilate(), -20, 20),
        fields.number("blur", normal.blur(), 0, 100),
        fields.number("spill", normal.spill(), 0, 100));
  }

  private KeyColor keyColor(KeyingDials dials) {
    Optional<String> own = fields.optionalText("key_color");
    if (own.isPresent()) {
      Optional<KeyColor> color = KeyColor.parse(own.get());
      if (color.isEmpty()) {
        fields.problem("\"key_color\" is " + own.get() + " but must be " + KeyColor.FORMS);
      } else if (!color.get().isUsable()) {
        fields.problem(
            "\"key_color\" is " + own.get() + ", which is neither clearly green nor clearly blue");
      }
      return color.orElse(KeyColor.AUTO);
    }
    return dials.keyColor();
  }

  private double posterizeFps(boolean posterized) {
    double fps = fields.number("posterize_fps", 0, 0, 120);
    if (!fields.has("posterize_enabled")) {
      return fps;
    }
    if (!posterized) {
      return 0;
    }
    return fps > 0 ? fps : USUAL_POSTERIZE_FPS;
  }

  private Optional<OutputFormat> output() {
    List<String> words = Arrays.stream(OutputFormat.values()).map(OutputFormat::word).toList();
    String word = fields.choice("output", "", words.toArray(new String[0]));
    return word.isEmpty()
        ? Optional.empty()
        : Optional.of(OutputFormat.valueOf(word.toUpperCase(Locale.ROOT)));
  }
}
