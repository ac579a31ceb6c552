package mediaworker.handlers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mediaworker.media.keying.request.Region;
import tools.jackson.databind.JsonNode;

/**
 * Reads parts of the picture from a row: a list of {@code {"box": [left, top, right, bottom]}} and
 * {@code {"polygon": [[x, y], …]}}, all in shares of the picture's width and height. For one row.
 */
final class RegionFields {

  private static final int MOST_REGIONS = 50;
  private static final int MOST_CORNERS = 200;

  private static final String BOX =
      "[left, top, right, bottom], each 0 to 1, left < right, top < bottom";

  private final InputFields fields;

  RegionFields(InputFields fields) {
    this.fields = fields;
  }

  /** The regions of a field that may be missing; wrong ones become problems of the row. */
  List<Region> list(String name) {
    Optional<JsonNode> found = fields.json(name);
    if (found.isEmpty()) {
      return List.of();
    }
    JsonNode node = found.get();
    if (node.isString()) {
      return List.of();
    }
    List<Region> regions = new ArrayList<>();
    if (node.isArray() && node.size() <= MOST_REGIONS) {
      for (JsonNode element : node) {
        Optional<Region> region =
            element.has("box") ? box(element.path("box")) : polygon(element.path("polygon"));
        region.ifPresent(regions::add);
      }
    }
    if (!node.isArray() || regions.size() < node.size()) {
      fields.problem(
          "\"%s\" must be a list of up to %d regions, each {\"box\": %s} or {\"polygon\": [[x, y], …]} of 3 to %d corners, or a picture's path"
              .formatted(name, MOST_REGIONS, BOX, MOST_CORNERS));
    }
    return regions;
  }

  /** The picture that has the regions of a field painted white, where it names one. */
  Optional<String> painted(String name) {
    return fields.json(name).filter(JsonNode::isString).flatMap(node -> fields.optionalText(name));
  }

  /** What lies outside a box that may be missing. */
  List<Region> outside(String name) {
    Optional<JsonNode> found = fields.json(name);
    if (found.isEmpty()) {
      return List.of();
    }
    Optional<Region> box = box(found.get());
    if (box.isEmpty()) {
      fields.problem("\"%s\" must be %s".formatted(name, BOX));
      return List.of();
    }
    List<Double> corners = box.get().corners();
    double left = corners.get(0);
    double top = corners.get(1);
    double right = corners.get(4);
    double bottom = corners.get(5);
    List<Region> outside = new ArrayList<>();
    outside.add(Region.box(0, 0, 1, top));
    outside.add(Region.box(0, bottom, 1, 1));
    outside.add(Region.box(0, 0, left, 1));
    outside.add(Region.box(right, 0, 1, 1));
    return outside;
  }

  private static Optional<Region> box(JsonNode node) {
    List<Double> n = numbers(node);
    return n.size() == 4 && n.get(0) < n.get(2) && n.get(1) < n.get(3)
        ? Optional.of(Region.box(n.get(0), n.get(1), n.get(2), n.get(3)))
        : Optional.empty();
  }

  private static Optional<Region> polygon(JsonNode node) {
    if (!node.isArray() || node.size() < 3 || node.size() > MOST_CORNERS) {
      return Optional.empty();
    }
    List<Double> corners = new ArrayList<>();
    for (JsonNode corner : node) {
      List<Double> pair = numbers(corner);
      if (pair.size() != 2) {
        return Optional.empty();
      }
      corners.addAll(pair);
    }
    return Optional.of(new Region(corners));
  }

  /** The numbers of a list of shares; empty where anything in it is none. */
  private static List<Double> numbers(JsonNode node) {
    List<Double> numbers = new ArrayList<>();
    for (JsonNode element : node) {
      if (!element.isNumber() || !(element.asDouble() >= 0 && element.asDouble() <= 1)) {
        return List.of();
      }
      numbers.add(element.asDouble());
    }
    return numbers;
  }
}
