package mediaworker.media;

/** Hears of each packet of a file, in the order in which they lie there. */
@FunctionalInterface
public interface PacketListener {

  /**
   * A packet. Times are in units of its stream's time base; {@link #NONE} where the file leaves one
   * out.
   *
   * @param stream number of its stream
   * @param pts when it is shown or heard
   * @param dts when it is decoded
   * @param duration how long it lasts
   * @param size bytes
   * @param position where it lies in the file
   * @param discarded whether the file says that it is not to be shown
   */
  record Packet(
      int stream, long pts, long dts, long duration, int size, long position, boolean discarded) {

    /** No such time. */
    public static final long NONE = Long.MIN_VALUE;
  }

  /** Takes the next packet. */
  void accept(Packet packet);
}
