package mediaworker.handlers.parents;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mediaworker.assets.AssetException;
import mediaworker.assets.AssetLibrary;
import mediaworker.assets.Output;
import mediaworker.handlers.Failures;
import mediaworker.handlers.parents.ShootFields.Variation;
import mediaworker.jobs.Children;
import mediaworker.jobs.Children.Child;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobHandler;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.NewChild;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code product_shoot}: pictures of a product looked at, made anew on several backgrounds, made
 * larger; a film of the first one; and a spreadsheet of it all. A picture that cannot be made, made
 * larger or filmed is left out, and the result says why; the shoot fails where no picture comes of
 * it.
 */
public final class ProductShootHandler implements JobHandler<ShootFields> {

  static final String ANALYSIS = "analysis";
  static final String FILM = "film";

  /** How far the shoot is with each stage. */
  private static final Brood.Share ANALYSED = new Brood.Share(0, 0.1);

  private static final Brood.Share MADE = new Brood.Share(0.1, 0.6);
  private static final Brood.Share ENLARGED = new Brood.Share(0.6, 0.95);

  private static final String QUESTION =
      "Describe this product for somebody who has to photograph it again: what it is, its shape,"
          + " materials, colours, lettering and what must not change. One paragraph.";

  private final AssetLibrary assets;
  private final Ffmpeg ffmpeg;
  private final Children children;
  private final InstantSource clock;

  public ProductShootHandler(
      AssetLibrary assets, Ffmpeg ffmpeg, Children children, InstantSource clock) {
    this.assets = assets;
    this.ffmpeg = ffmpeg;
    this.children = children;
    this.clock = clock;
  }

  @Override
  public Set<String> kinds() {
    return Set.of("product_shoot");
  }

  @Override
  public ShootFields decode(Job job) throws JobFailure {
    return ShootFields.of(job);
  }

  @Override
  public JobResult run(ShootFields shoot, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    Brood brood = Brood.of(context, children);
    if (brood.all().isEmpty()) {
      checkFiles(shoot);
    }
    Optional<JobResult> wait =
        rolling(List.of(analysis(shoot)), 1, brood, ANALYSED, "Looking at the product");
    if (wait.isEmpty()) {
      wait = rolling(pictures(shoot, brood), shoot.atOnce(), brood, MADE, "Making pictures");
    }
    if (wait.isEmpty()) {
      if (shoot.variations().stream().noneMatch(it -> brood.completed(it.step()).isPresent())) {
        throw Brood.failure(brood.step(shoot.variations().get(0).step()).orElseThrow());
      }
      wait =
          rolling(
              after(shoot, brood),
              shoot.atOnce() + 1,
              brood,
              ENLARGED,
              "Making them larger, and a film");
    }
    return wait.isPresent() ? wait.get() : saved(shoot, brood, context);
  }

  private void checkFiles(ShootFields shoot) throws JobFailure, IOException {
    try {
      assets.check(AssetLibrary.Shelf.OUTPUT, shoot.views());
    } catch (AssetException e) {
      throw Failures.of(e);
    }
  }

  /** So many at a time, the next as soon as one has ended. */
  private static Optional<JobResult> rolling(
      List<NewChild> wanted, int atOnce, Brood brood, Brood.Share share, String what) {
    return brood.rolling(
        wanted,
        atOnce,
        share,
        (underWay, begun) -> what + " (" + begun + " of " + wanted.size() + ")");
  }

  private static NewChild analysis(ShootFields shoot) {
    ObjectNode fields = JsonMapper.shared().createObjectNode();
    shoot.views().forEach(fields.putArray("images")::add);
    fields.put("prompt", QUESTION);
    return new NewChild(ANALYSIS, "style_analysis", fields.toString(), "product analysis");
  }

  private static List<NewChild> pictures(ShootFields shoot, Brood brood) {
    String seen = brood.completed(ANALYSIS).map(Child::result).orElse("");
    List<NewChild> wanted = new ArrayList<>();
    for (Variation one : shoot.variations()) {
      ObjectNode fields = JsonMapper.shared().createObjectNode();
      String prompt = shoot.prompt(one.background());
      fields.put("prompt", seen.isEmpty() ? prompt : prompt + " " + seen);
      fields.putArray("images").add(one.picture());
      put(fields, "provider", shoot.providers().image());
      put(fields, "model", shoot.providers().imageModel());
      wanted.add(new NewChild(one.step(), "image_generation", fields.toString(), prompt));
    }
    return wanted;
  }

  private static void put(ObjectNode fields, String name, @Nullable String value) {
    if (value != null) {
      fields.put(name, value);
    }
  }

  private static List<NewChild> after(ShootFields shoot, Brood brood) {
    List<NewChild> wanted = new ArrayList<>();
    if (shoot.film()) {
      String primary =
          shoot.variations().stream()
              .flatMap(it -> brood.completed(it.step()).stream())
              .map(Child::result)
              .findFirst()
              .orElse(shoot.views().get(0));
      ObjectNode fields = JsonMapper.shared().createObjectNode();
      fields.put("image_url", primary);
      fields.put("prompt", "The camera moves slowly around the product, which stands still.");
      put(fields, "provider", shoot.providers().video());
      put(fields, "video_model", shoot.providers().videoModel());
      wanted.add(new NewChild(FILM, "animation", fields.toString(), "film of the product"));
    }
    if (shoot.scale() > 1) {
      for (Variation one : shoot.variations()) {
        brood
            .completed(one.step())
            .ifPresent(
                made -> {
                  ObjectNode fields = JsonMapper.shared().createObjectNode();
                  fields.put("image", made.result()).put("scale", shoot.scale());
                  wanted.add(new NewChild(one.larger(), "upscale", fields.toString(), null));
                });
      }
    }
    return wanted;
  }

  private JobResult saved(ShootFields shoot, Brood brood, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    Instant began = clock.instant();
    context.progress(0.95, "Saving");
    try {
      ShootResult result = new ShootResult(shoot, brood);
      String sheet;
      try (Output output = output("xlsx", context)) {
        new ShootSheet(assets, ffmpeg, context).write(result, output.part());
        sheet = output.publish();
      }
      ObjectNode json = result.json(sheet, began, clock.instant());
      try (Output output = output("json", context)) {
        Files.writeString(output.part(), json.toPrettyString());
        List<String> all = new ArrayList<>();
        String place = output.publish();
        all.add(place);
        all.add(sheet);
        all.addAll(result.files());
        return new JobResult.Finished(
            place, result.pictures().size() + " pictures of " + shoot.variations().size(), all);
      }
    } catch (AssetException e) {
      throw Failures.of(e);
    } catch (MediaException e) {
      throw Failures.of(e);
    }
  }

  private Output output(String extension, JobContext context) throws AssetException, IOException {
    return assets.newOutput(
        AssetLibrary.Shelf.OUTPUT,
        "product_shoot_" + context.job().id(),
        extension,
        null,
        context.claimName());
  }
}
