package mediaworker.media.keying.graph;

import java.util.Locale;

/**
 * The size of a picture's plane, and the filters that scale to it.
 *
 * @param width in points
 * @param height in points
 */
record PlaneSize(int width, int height) {

  /**
   * Points that a thread is done with in a few tenths of a millisecond: the chroma of 1920×1080.
   */
  private static final long SMALL = 1000 * 600;

  /** Half as wide and high, rounded up, as the chroma of a 4:2:0 picture is. */
  PlaneSize half() {
    return new PlaneSize((width + 1) / 2, (height + 1) / 2);
  }

  /** A third as wide and high, rounded up. */
  PlaneSize third() {
    return new PlaneSize((width + 2) / 3, (height + 2) / 3);
  }

  /** The filter that scales to it. */
  String scale(String flags) {
    return "scale=%d:%d:flags=%s".formatted(width, height, flags);
  }

  /**
   * Scales a plane up to it that is half as wide, or half as wide and high. Where such a side is
   * odd, the half is one half point wider than the whole.
   */
  String scaleFromHalf(PlaneSize half, String flags) {
    int evenWidth = 2 * half.width;
    int evenHeight = half.height == height ? height : 2 * half.height;
    String scale = new PlaneSize(evenWidth, evenHeight).scale(flags);
    return evenWidth == width && evenHeight == height
        ? scale
        : scale + ",crop=%d:%d:0:0:exact=1".formatted(width, height);
  }

  /**
   * Scales a plane of it down to one that is half as wide, or half as wide and high. Where such a
   * side is odd, the last column or row is there twice before, as if the whole were two halves
   * wide: or each point would be made of pixels somewhat beside its own.
   */
  String scaleToHalf(PlaneSize half, String flags) {
    int right = 2 * half.width - width;
    int bottom = half.height == height ? 0 : 2 * half.height - height;
    return right == 0 && bottom == 0
        ? half.scale(flags)
        : "pad=%d:%d:0:0,fillborders=right=%d:bottom=%d:mode=smear,%s"
            .formatted(width + right, height + bottom, right, bottom, half.scale(flags));
  }

  /**
   * The option of a filter that works on a plane of this size, behind others: one thread where to
   * wake a second one takes about as long as it would save.
   */
  String threads() {
    return (long) width * height <= SMALL ? ":threads=1" : "";
  }

  /** A number as filters read it, in any locale. */
  static String number(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
