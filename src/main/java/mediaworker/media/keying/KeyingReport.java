package mediaworker.media.keying;

import java.util.List;
import java.util.Locale;

/**
 * What was found and made.
 *
 * @param keyColor the screen's colour as #rrggbb
 * @param confidence share of the border that has it, 0…1
 * @param guessedCells cells of the clean plate that never showed the screen
 * @param plateCells cells of the clean plate
 * @param frames pictures written
 * @param seconds how long the keying took, analysis and check included
 * @param warnings what a person should know, as sentences; empty when all went well
 */
public record KeyingReport(
    String keyColor,
    double confidence,
    int guessedCells,
    int plateCells,
    long frames,
    double seconds,
    List<String> warnings) {

  public KeyingReport {
    warnings = List.copyOf(warnings);
  }

  /** One line for a person. */
  public String note() {
    String note =
        String.format(
            Locale.ROOT,
            "Key colour %s, %.0f %% of the border agrees, %d of %d plate cells guessed;"
                + " %d %s in %.1f s",
            keyColor,
            100 * confidence,
            guessedCells,
            plateCells,
            frames,
            frames == 1 ? "frame" : "frames",
            seconds);
    return warnings.isEmpty() ? note + "." : note + ". " + String.join(" ", warnings);
  }
}
