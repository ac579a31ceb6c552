package mediaworker.handlers.parents;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import mediaworker.handlers.parents.ShootFields.Variation;
import mediaworker.jobs.Children.Child;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What came of a product shoot. */
final class ShootResult {

  /**
   * A picture that was made.
   *
   * @param picture its place
   * @param larger the place of the larger one; the same where that could not be made
   * @param error why there is no larger one; null where there is
   */
  record Picture(Variation variation, String picture, String larger, @Nullable String error) {}

  private final ShootFields shoot;
  private final Brood brood;
  private final List<Picture> pictures = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();

  ShootResult(ShootFields shoot, Brood brood) {
    this.shoot = shoot;
    this.brood = brood;
    for (Variation one : shoot.variations()) {
      Optional<Child> made = brood.step(one.step());
      Optional<String> place = made.filter(Child::isCompleted).map(Child::result);
      if (place.isEmpty()) {
        made.ifPresent(child -> errors.add(child.step() + ": " + child.error()));
        continue;
      }
      Optional<Child> larger = brood.step(one.larger());
      String error = larger.filter(child -> !child.isCompleted()).map(Child::error).orElse(null);
      String best = larger.filter(Child::isCompleted).map(Child::result).orElse(place.get());
      pictures.add(new Picture(one, place.get(), best, error));
      if (error != null) {
        errors.add(one.larger() + ": " + error);
      }
    }
    brood
        .step(ProductShootHandler.FILM)
        .filter(child -> !child.isCompleted())
        .ifPresent(child -> errors.add(child.step() + ": " + child.error()));
  }

  /** What is known of the product, with what was seen. */
  Map<String, String> product() {
    return shoot.product();
  }

  String analysis() {
    return brood.completed(ProductShootHandler.ANALYSIS).map(Child::result).orElse("");
  }

  List<Picture> pictures() {
    return pictures;
  }

  Optional<String> film() {
    return brood.completed(ProductShootHandler.FILM).map(Child::result);
  }

  /** All places of pictures and the film, each once. */
  List<String> files() {
    List<String> all = new ArrayList<>();
    pictures.forEach(picture -> all.add(picture.picture()));
    pictures.stream()
        .map(Picture::larger)
        .filter(place -> !all.contains(place))
        .toList()
        .forEach(all::add);
    film().ifPresent(all::add);
    return all;
  }

  /**
   * All of it.
   *
   * @param sheet the spreadsheet's place
   * @param savingBegan when saving began
   * @param now when it ended
   */
  ObjectNode json(String sheet, Instant savingBegan, Instant now) {
    ObjectNode all = JsonMapper.shared().createObjectNode();
    ArrayNode variations = all.putArray("image_variations");
    ArrayNode larger = all.putArray("upscale_image");
    for (Picture picture : pictures) {
      ObjectNode one = variations.addObject();
      one.put("view", picture.variation().view());
      one.put("background", picture.variation().background());
      one.put("image", picture.picture());
      larger.add(picture.larger());
    }
    all.put("output_video_url", film().orElse(null));
    all.put("excel_report_url", sheet);
    all.put("analysis", analysis());
    if (!errors.isEmpty()) {
      errors.forEach(all.putArray("errors")::add);
    }
    ObjectNode times = all.putObject("metadata").putObject("processing_times");
    double analysis = span(child -> child.step().equals(ProductShootHandler.ANALYSIS));
    double generation = span(child -> child.step().startsWith("image-"));
    double after =
        span(
            child ->
                child.step().startsWith("upscale-")
                    || child.step().equals(ProductShootHandler.FILM));
    double saving = seconds(savingBegan, now);
    times.put("analysis", analysis);
    times.put("generation", generation);
    times.put("post_processing", after);
    times.put("saving", saving);
    times.put(
        "total",
        brood.all().stream()
            .map(Child::started)
            .flatMap(Stream::ofNullable)
            .min(Instant::compareTo)
            .map(first -> seconds(first, now))
            .orElse(saving));
    return all;
  }

  /** From the first begin to the last end of some children. */
  private double span(Predicate<Child> which) {
    List<Child> some = brood.all().stream().filter(which).toList();
    Optional<Instant> first =
        some.stream().map(Child::started).flatMap(Stream::ofNullable).min(Instant::compareTo);
    Optional<Instant> last =
        some.stream().map(Child::finished).flatMap(Stream::ofNullable).max(Instant::compareTo);
    return first.isPresent() && last.isPresent() ? seconds(first.get(), last.get()) : 0;
  }

  private static double seconds(Instant from, Instant to) {
    return Math.max(0, Duration.between(from, to).toMillis()) / 1000.0;
  }
}
