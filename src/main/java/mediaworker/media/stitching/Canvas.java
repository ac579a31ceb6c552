package mediaworker.media.stitching;

import org.jspecify.annotations.Nullable;

/**
 * The frame that clips are brought into.
 *
 * @param width in pixels, even
 * @param height in pixels, even
 * @param fit how other shapes are brought in
 * @param background "0xRRGGBB"; null for transparent, or black where nothing can be transparent
 */
record Canvas(int width, int height, Fit fit, @Nullable String background) {

  /** As FFmpeg takes it: "1280:720". */
  String size() {
    return width + ":" + height;
  }

  /** The background for a picture with or without alpha. */
  String fill(boolean alpha) {
    return background != null ? background : alpha ? "black@0" : "black";
  }
}
