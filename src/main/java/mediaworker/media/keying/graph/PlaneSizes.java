package mediaworker.media.keying.graph;

import mediaworker.media.keying.color.ChromaSampling;

/**
 * The sizes of a picture's planes.
 *
 * @param luma and alpha
 * @param chroma as large, or half as wide and high
 */
record PlaneSizes(PlaneSize luma, PlaneSize chroma) {

  static PlaneSizes of(int width, int height, ChromaSampling sampling) {
    PlaneSize luma = new PlaneSize(width, height);
    return new PlaneSizes(luma, sampling == ChromaSampling.FULL ? luma : luma.half());
  }

  /** Whether chroma has as many points as luma. */
  boolean full() {
    return chroma.equals(luma);
  }

  /** The filter that brings a plane of chroma's size to luma's. */
  String chromaToLuma(String flags) {
    return full() ? "null" : luma.scaleFromHalf(flags);
  }

  /** How many points of chroma lie beside so many of luma, rounded up. */
  int chromaPoints(int lumaPoints) {
    return full() ? lumaPoints : (lumaPoints + 1) / 2;
  }
}
