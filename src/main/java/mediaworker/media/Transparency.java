package mediaworker.media;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import mediaworker.concurrent.Cancellation;

/**
 * Whether something of a file can be seen through. GIF, palettes and pictures with an alpha channel
 * always could be transparent and mostly are not: their pictures are looked at.
 */
public final class Transparency {

  /** Codecs whose form says nothing: FFmpeg decodes them with alpha in any case. */
  private static final Set<String> ALWAYS = Set.of("gif", "apng", "webp");

  private static final int CHUNK = 1 << 16;

  /** 255. */
  private static final byte OPAQUE = -1;

  private Transparency() {}

  /**
   * The same file, without transparency where all of its pixels are opaque. Of one that cannot be
   * decoded the form decides; whoever uses its pictures will say so.
   */
  public static MediaInfo asSeen(Ffmpeg ffmpeg, MediaInfo info, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    boolean open =
        info.picture()
            .filter(picture -> picture.alpha() && picture.width() > 0)
            .filter(
                picture ->
                    info.isStill()
                        || ALWAYS.contains(picture.codec())
                        || picture.pixelFormat().equals("pal8"))
            .isPresent();
    return open && !seenThrough(ffmpeg, info, cancellation) ? info.opaque() : info;
  }

  private static boolean seenThrough(Ffmpeg ffmpeg, MediaInfo info, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(Ffmpeg.input(info));
    // To RGBA first: FFmpeg's alphaextract crashes over palettes.
    arguments.addAll(
        List.of("-map", info.pictureStream(0), "-vf", "format=rgba,alphaextract,format=gray"));
    arguments.addAll(Ffmpeg.OWN_TIMES);
    arguments.addAll(List.of("-f", "rawvideo", "pipe:1"));
    AtomicBoolean found = new AtomicBoolean();
    try {
      ffmpeg.runRaw(arguments, (in, alive) -> look(in, alive, found), cancellation);
    } catch (MediaException e) {
      if (e.kind() == MediaException.Kind.BAD_INPUT) {
        return true;
      }
      throw e;
    }
    return found.get();
  }

  /** Reads levels of alpha to their end. */
  private static void look(InputStream in, Runnable alive, AtomicBoolean found) throws IOException {
    byte[] some = new byte[CHUNK];
    for (int count = in.read(some); count >= 0; count = in.read(some)) {
      alive.run();
      for (int i = 0; i < count && !found.get(); i++) {
        if (some[i] != OPAQUE) {
          found.set(true);
        }
      }
    }
  }
}
