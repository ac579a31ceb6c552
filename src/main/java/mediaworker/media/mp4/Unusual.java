package mediaworker.media.mp4;

/** The file is not an ordinary one: it is left to FFmpeg. */
final class Unusual extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /** Goes on only with what is ordinary. */
  static void require(boolean ordinary) {
    if (!ordinary) {
      throw new Unusual();
    }
  }
}
