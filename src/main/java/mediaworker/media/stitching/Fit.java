package mediaworker.media.stitching;

/** How a clip of another shape is brought into the frame. */
public enum Fit {
  /** All of it is seen, with bars in the background's colour. */
  CONTAIN,
  /** The frame is full; what sticks out is cut off evenly. */
  COVER,
  /** Stretched to the frame, out of proportion. */
  STRETCH
}
