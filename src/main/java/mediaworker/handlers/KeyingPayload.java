package mediaworker.handlers;

import java.util.Optional;
import mediaworker.media.keying.KeyingSettings;
import mediaworker.media.keying.OutputFormat;

/**
 * What a row asks of keying.
 *
 * @param source the clip or picture, as the row names it
 * @param settings how it is keyed
 * @param output the format asked for; empty where the row leaves it open
 * @param background a colour or a file, as the row names it
 * @param outputName the file name asked for
 * @param extras further files
 */
public record KeyingPayload(
    String source,
    KeyingSettings settings,
    Optional<OutputFormat> output,
    Optional<String> background,
    Optional<String> outputName,
    Extras extras) {

  /**
   * Files written beside the result.
   *
   * @param gif an animated GIF
   * @param pngZip PNG pictures in a ZIP file
   */
  public record Extras(boolean gif, boolean pngZip) {}
}
