package mediaworker.media.keying.analysis.zones;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What lies at one side of a screen, never shows it, and stays all the same, as a rectangle in
 * shares of the picture, 0…1. Immutable.
 *
 * @param side where it lies
 */
public record KeptWall(Side side, double left, double top, double right, double bottom) {

  /** A side of the screen at which walls may stay. */
  public enum Side {
    LEFT("left", "width"),
    RIGHT("right", "width"),
    TOP("top", "height"),
    BOTTOM("bottom", "height");

    private final String name;
    private final String of;

    Side(String name, String of) {
      this.name = name;
      this.of = of;
    }
  }

  /**
   * A sentence for a person of the walls beside all screens of a clip: each side is named once, by
   * the most that stays there. Empty where there are none.
   */
  public static Optional<String> warning(List<KeptWall> walls) {
    List<String> told = new ArrayList<>();
    for (Side side : Side.values()) {
      walls.stream()
          .filter(wall -> wall.side == side)
          .mapToDouble(KeptWall::share)
          .max()
          .ifPresent(
              share ->
                  told.add(
                      "at the %s (%d %% of the %s)"
                          .formatted(side.name, Math.round(100 * share), side.of)));
    }
    boolean below = walls.stream().anyMatch(wall -> wall.side == Side.BOTTOM);
    return told.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "What is %s never shows the screen, and stays: if it is a wall%s, clear it with \"garbage\" or \"crop\"."
                .formatted(listed(told), below ? " or a floor" : ""));
  }

  /** Share of the picture's width, or of its height for what is at the top or bottom. */
  private double share() {
    return side == Side.TOP || side == Side.BOTTOM ? bottom - top : right - left;
  }

  private static String listed(List<String> told) {
    int last = told.size() - 1;
    return last == 0
        ? told.get(0)
        : String.join(", ", told.subList(0, last)) + " and " + told.get(last);
  }
}
