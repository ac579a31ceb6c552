package mediaworker.media.keying.graph;

import mediaworker.media.keying.color.ChromaSampling;

/**
 * The sizes of a picture's planes.
 *
 * @param luma and alpha
 * @param chroma as large, or half as wide, or half as wide and high
 */
record PlaneSizes(PlaneSize luma, PlaneSize chroma) {

  static PlaneSizes of(int width, int height, ChromaSampling sampling) {
    PlaneSize luma = new PlaneSize(width, height);
    PlaneSize chroma =
        switch (sampling) {
          case QUARTER -> luma.half();
          case HALF -> new PlaneSize(luma.half().width(), height);
          case FULL -> luma;
        };
    return new PlaneSizes(luma, chroma);
  }

  /** Whether chroma has as many points as luma. */
  boolean full() {
    return chroma.equals(luma);
  }

  /** The filter that brings a plane of chroma's size to luma's. */
  String chromaToLuma(String flags) {
    return full() ? "null" : luma.scaleFromHalf(chroma, flags);
  }

  /** The filter that brings a plane of luma's size to chroma's. */
  String lumaToChroma(String flags) {
    return full() ? "null" : luma.scaleToHalf(chroma, flags) + chroma.threads();
  }

  /**
   * Luma's size made so small that what is apart from it is what chroma cannot show: a third in
   * each direction in which chroma has half of the points.
   */
  PlaneSize smooth() {
    int height = chroma.height() == luma.height() ? luma.height() : luma.third().height();
    return new PlaneSize(luma.third().width(), height);
  }
}
