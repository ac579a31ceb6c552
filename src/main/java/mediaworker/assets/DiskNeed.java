package mediaworker.assets;

/**
 * What a job is about to write to disks.
 *
 * @param workBytes to its work folder
 * @param outputBytes to the folder of its output
 * @param known whether these are bytes that are there already and will be copied. Only then can it
 *     be said for good that a disk is too small: of what is estimated a job may take far less.
 */
public record DiskNeed(long workBytes, long outputBytes, boolean known) {

  /** As far as can be told before it is made. */
  public static DiskNeed estimated(long workBytes, long outputBytes) {
    return new DiskNeed(workBytes, outputBytes, false);
  }

  /** A file that is copied to the folder of the outputs. */
  public static DiskNeed ofCopy(long bytes) {
    return new DiskNeed(0, bytes, true);
  }

  /** Bytes on a disk that holds both folders; {@link Long#MAX_VALUE} at most. */
  public long bytes() {
    return Long.MAX_VALUE - workBytes < outputBytes ? Long.MAX_VALUE : workBytes + outputBytes;
  }
}
