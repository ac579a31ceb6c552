package mediaworker.media.keying;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What was found and made.
 *
 * @param shots which screen is shown from when on, in order; one where it is the same throughout
 * @param confidence share of the border that has the screen's colour, of several the least, 0…1
 * @param guessedCells cells of the clean plate that never showed the screen
 * @param plateCells cells of the clean plate
 * @param frames pictures written
 * @param seconds how long the keying took, analysis and check included
 * @param warnings what a person should know, as sentences; empty when all went well
 */
public record KeyingReport(
    List<Shot> shots,
    double confidence,
    int guessedCells,
    int plateCells,
    long frames,
    double seconds,
    List<String> warnings) {

  /** Screens that the note tells of. */
  private static final int TOLD = 5;

  /**
   * A stretch of the clip that shows one screen.
   *
   * @param from when it begins, in seconds
   * @param keyColor the screen's colour as #rrggbb
   */
  public record Shot(double from, String keyColor) {}

  public KeyingReport {
    shots = List.copyOf(shots);
    warnings = List.copyOf(warnings);
  }

  /** The screen's colour as #rrggbb; where there are several, the first one. */
  public String keyColor() {
    return shots.get(0).keyColor();
  }

  private String colors() {
    if (shots.size() == 1) {
      return "Key colour " + keyColor() + ",";
    }
    String told =
        shots.stream()
            .skip(1)
            .limit(TOLD)
            .map(
                shot ->
                    String.format(Locale.ROOT, ", %s from %.2f s", shot.keyColor(), shot.from()))
            .collect(Collectors.joining());
    int left = shots.size() - 1 - TOLD;
    String rest = left > 0 ? " and " + left + " more changes" : "";
    return "Key colours " + keyColor() + told + rest + ";";
  }

  /** One line for a person. */
  public String note() {
    String note =
        String.format(
            Locale.ROOT,
            "%s %.0f %% of the border agrees, %d of %d plate cells guessed;" + " %d %s in %.1f s",
            colors(),
            100 * confidence,
            guessedCells,
            plateCells,
            frames,
            frames == 1 ? "frame" : "frames",
            seconds);
    return warnings.isEmpty() ? note + "." : note + ". " + String.join(" ", warnings);
  }
}
