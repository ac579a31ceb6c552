package mediaworker.providers.http;

/** What to do when the disk does not take an answer that has come. */
@FunctionalInterface
interface DiskPatience {

  /** For answers that can be asked for again. */
  DiskPatience NONE =
      trouble -> {
        throw trouble;
      };

  /**
   * Waits a little, after which it is tried again.
   *
   * @throws KeptAnswer.DiskException this trouble, when it has lasted for too long
   */
  void await(KeptAnswer.DiskException trouble) throws KeptAnswer.DiskException;
}
