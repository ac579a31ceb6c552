package mediaworker.media.mp4;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The units of which H.264 and HEVC pictures consist, looked at while files are copied: each begins
 * with its length (ISO/IEC 14496-15), and together they fill their sample. Where a part of a file
 * was never written, or written over, they do not. Within a unit nothing is looked at, so damage of
 * less than about a picture mostly goes unseen; but it takes next to no time, where decoding takes
 * milliseconds a picture. Not safe for use by several threads.
 */
public final class PictureUnits {

  /** Never set in the byte behind the length (forbidden_zero_bit of both). */
  private static final int FORBIDDEN = 0x80;

  private final Map<Path, Walk> walks = new LinkedHashMap<>();

  /** Of files whose pictures are copied in their order; those coded in another way are let be. */
  public PictureUnits(Collection<Mp4Movie> movies) {
    for (Mp4Movie movie : movies) {
      movie
          .picture()
          .filter(pictures -> lengthBytes(pictures) > 0)
          .ifPresent(
              pictures ->
                  walks.putIfAbsent(movie.file(), new Walk(pictures, lengthBytes(pictures))));
    }
  }

  /**
   * Looks at bytes on their way; those of a file come in their order, and perhaps once more.
   *
   * @param offset where they lie in the file
   * @param bytes from position 0 to the limit
   */
  void pass(Path file, long offset, ByteBuffer bytes) {
    Walk walk = walks.get(file);
    if (walk != null) {
      walk.pass(offset, bytes);
    }
  }

  /** Of each file with pictures that are not whole, which one is the first; in words. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    walks.forEach(
        (file, walk) -> {
          if (walk.broken) {
            problems.add("picture " + walk.picture + " of " + file.getFileName() + " is not whole");
          }
        });
    return problems;
  }

  /** 1 to 4; 0 where the pictures do not consist of such units. */
  private static int lengthBytes(Mp4Track pictures) {
    return switch (pictures.codec()) {
      case "avc1" -> setup(pictures, "avcC", 4);
      case "hvc1" -> setup(pictures, "hvcC", 21);
      default -> 0;
    };
  }

  private static int setup(Mp4Track pictures, String type, int place) {
    return pictures
        .pictureSetup(type)
        .filter(setup -> setup.remaining() > place)
        .map(setup -> (setup.get(place) & 3) + 1)
        .orElse(0);
  }

  /** How far a file has been looked through. */
  private static final class Walk {
    private final Mp4Track pictures;
    private final int lengthBytes;
    private int picture;
    private boolean broken;

    /** Where the unit begins that is next, how many bytes of its length are read, and those. */
    private long unit;

    private int read;
    private long length;

    Walk(Mp4Track pictures, int lengthBytes) {
      this.pictures = pictures;
      this.lengthBytes = lengthBytes;
      begin(0);
    }

    private void begin(int number) {
      picture = number;
      if (number < pictures.count()) {
        next(pictures.offset(number));
      }
    }

    private void next(long position) {
      unit = position;
      read = 0;
      length = 0;
      broken = unit + lengthBytes >= end();
    }

    private long end() {
      return pictures.offset(picture) + pictures.size(picture);
    }

    void pass(long offset, ByteBuffer bytes) {
      while (!broken
          && picture < pictures.count()
          && unit + read >= offset
          && unit + read < offset + bytes.limit()) {
        int value = bytes.get((int) (unit + read - offset)) & 0xff;
        if (read < lengthBytes) {
          length = length << 8 | value;
          read++;
        } else if (length == 0 || (value & FORBIDDEN) != 0) {
          broken = true;
        } else if (unit + lengthBytes + length == end()) {
          begin(picture + 1);
        } else {
          next(unit + lengthBytes + length);
        }
      }
    }
  }
}
