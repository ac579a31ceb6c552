package mediaworker.handlers;

import java.util.Optional;
import mediaworker.media.keying.request.Background;
import mediaworker.media.keying.request.Composite;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.OutputFormat;

/**
 * What a row asks of keying.
 *
 * @param source the clip or picture, as the row names it
 * @param settings how it is keyed
 * @param output the format asked for; empty where the row leaves it open
 * @param laid what it is laid over, if anything
 * @param outputName the file name asked for
 * @param extras further files
 */
record KeyingPayload(
    String source,
    KeyingSettings settings,
    Optional<OutputFormat> output,
    Optional<Laid> laid,
    Optional<String> outputName,
    Extras extras) {

  /**
   * What it is laid over.
   *
   * @param background a colour or a file, as the row names it
   * @param how everything else
   */
  record Laid(String background, Composite how) {

    /** With the background as it was found. */
    Composite over(Background found) {
      return new Composite(
          found, how.fit(), how.bars(), how.end(), how.canvas(), how.placement(), how.sound());
    }
  }

  /**
   * The sticker look, painted regions, and files written beside the result.
   *
   * @param sticker the look, where it is wanted
   * @param mattes pictures with regions painted white
   * @param gif an animated GIF
   * @param pngZip PNG pictures in a ZIP file
   */
  record Extras(Optional<StickerFields.Wish> sticker, Mattes mattes, boolean gif, boolean pngZip) {}

  /**
   * Pictures with regions painted white, as the row names them.
   *
   * @param hold what stays solid
   * @param garbage what goes
   */
  record Mattes(Optional<String> hold, Optional<String> garbage) {}
}
