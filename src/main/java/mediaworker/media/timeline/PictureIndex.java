package mediaworker.media.timeline;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;

/**
 * When the pictures of a file are shown and what packets it has, as FFmpeg lists them.
 *
 * @param times of its pictures
 * @param packets in the order in which they lie in the file
 */
record PictureIndex(FrameTimes times, Packets packets) {

  /** VP8 keeps pictures that are never shown in packets of their own: only decoding tells. */
  static boolean isDecoded(MediaInfo.Video picture) {
    return picture.codec().equals("vp8");
  }

  /**
   * Reads a file through.
   *
   * @param info has a picture
   * @throws MediaException when it is damaged or cut short
   */
  static PictureIndex of(Ffmpeg ffmpeg, MediaInfo info, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    FrameListing listing = new FrameListing(count -> {});
    boolean decoded = isDecoded(info.picture().orElseThrow());
    List<String> complaints = list(ffmpeg, info, decoded, listing, cancellation);
    return of(ffmpeg, info, listing, !complaints.isEmpty(), cancellation);
  }

  /** The index of a file whose packets were listed without complaints. */
  static PictureIndex of(
      Ffmpeg ffmpeg, MediaInfo info, FrameListing listing, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    return of(ffmpeg, info, listing, false, cancellation);
  }

  private static PictureIndex of(
      Ffmpeg ffmpeg,
      MediaInfo info,
      FrameListing listing,
      boolean complaints,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    if (listing.shown() == 0) {
      throw MediaException.badInput("The file " + name(info) + " holds not a single picture.");
    }
    FrameTimes times = listing.times();
    requireWhole(info, listing, times, complaints);
    if (listing.timeless() || !times.rising()) {
      times = decoded(ffmpeg, info, listing.shown(), cancellation);
    }
    return new PictureIndex(times, listing.packetList());
  }

  /**
   * The times that the decoder gives: MPEG program streams (DVDs) name the time of a picture now
   * and then, AVI of none. Where it too gives none, pictures follow each other at the file's rate.
   */
  private static FrameTimes decoded(
      Ffmpeg ffmpeg, MediaInfo info, int packets, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    FrameListing listing = new FrameListing(count -> {});
    list(ffmpeg, info, true, listing, cancellation);
    boolean timed = listing.shown() > 0 && !listing.timeless() && listing.times().rising();
    return timed
        ? listing.times()
        : evenly(listing.shown() > 0 ? listing.shown() : packets, info.picture().orElseThrow());
  }

  private static List<String> list(
      Ffmpeg ffmpeg,
      MediaInfo info,
      boolean decoded,
      FrameListing listing,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(Ffmpeg.input(info));
    arguments.addAll(info.maps(0));
    arguments.addAll(List.of("-c", "copy"));
    if (decoded) {
      arguments.addAll(List.of("-c:v", "rawvideo", "-fps_mode", "passthrough"));
      arguments.addAll(List.of("-enc_time_base:v", "demux"));
    } else {
      arguments.addAll(List.of("-copyinkf:v"));
    }
    arguments.addAll(List.of("-f", "framecrc", "pipe:1"));
    try {
      return ffmpeg.runRaw(arguments, listing, cancellation);
    } catch (MediaException e) {
      throw e.kind() == MediaException.Kind.BAD_INPUT
          ? MediaException.badInput("The file " + name(info) + " cannot be read: " + e.sentence())
          : e;
    }
  }

  /**
   * FFmpeg reads a file that ends early as far as it goes and is content: only what the file's own
   * header promises shows that something is missing.
   */
  private static void requireWhole(
      MediaInfo info, FrameListing listing, FrameTimes times, boolean complaints)
      throws MediaException {
    MediaInfo.Video picture = info.picture().orElseThrow();
    // Only MP4 and MOV keep a true count; AVI, for one, counts pictures that were left out.
    boolean counted = info.format().startsWith("mov,") && !isDecoded(picture);
    if (counted && picture.frames() > listing.packets()) {
      throw MediaException.badInput(
          "The file "
              + name(info)
              + " is damaged or cut short: "
              + listing.packets()
              + " of its "
              + picture.frames()
              + " pictures are there. Copy or download it again.");
    }
    double end = Math.max(times.end(), listing.soundEnd());
    if (complaints && end < info.durationSeconds() - 1.5 * times.meanStep()) {
      throw MediaException.badInput(
          String.format(
              Locale.ROOT,
              "The file %s is damaged or cut short: it ends at %.2f s of %.2f s. Copy or download"
                  + " it again.",
              name(info),
              end,
              info.durationSeconds()));
    }
  }

  private static FrameTimes evenly(int count, MediaInfo.Video picture) {
    double step = picture.frameRate().isPositive() ? 1 / picture.frameRate().value() : 1.0 / 25;
    return FrameTimes.counted(count, step);
  }

  private static String name(MediaInfo info) {
    return String.valueOf(info.file().getFileName());
  }
}
