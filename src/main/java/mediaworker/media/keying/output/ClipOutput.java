package mediaworker.media.keying.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.color.WorkingFormat;
import mediaworker.media.keying.request.Composite;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.OutputFormat;

/**
 * What a run of ffmpeg makes of a clip's pictures, whether of all of them or of a part. Pure.
 *
 * @param inputs arguments of the inputs behind the task's own
 * @param filters the whole graph; its result is labelled {@code [out]}
 * @param encoder the encoder's arguments, without the container
 */
record ClipOutput(List<String> inputs, String filters, List<String> encoder) {

  /**
   * Arguments before a background video for which no graph begins anew where its pictures or sound
   * change their form: it would lose what it holds of the clip, and then wait for it for ever. The
   * graph fails of the first picture that has another size, and of the first such sound.
   */
  private static final List<String> ONE_GRAPH = List.of("-reinit_filter", "0");

  /** Pictures with transparency, in a format that FFmpeg writes to a file by itself. */
  static ClipOutput transparent(KeyingTask task) {
    return new ClipOutput(
        List.of(), task.graph().output(), Encoding.video(task.request().format()));
  }

  /**
   * Pictures laid over a background.
   *
   * @param repeated how a background that begins again is opened; empty for any other
   * @param h264Encoder as {@link Ffmpeg#h264Encoder} names it
   * @throws MediaException when the background has no picture
   */
  static ClipOutput composite(
      KeyingTask task,
      Composite composite,
      Optional<BackgroundLoop.Repeated> repeated,
      String h264Encoder)
      throws MediaException {
    KeyingRequest request = task.request();
    List<String> inputs = new ArrayList<>();
    String toWorkingFormat = "";
    if (composite.file().isPresent()) {
      MediaInfo file = composite.file().get();
      String name = String.valueOf(file.file().getFileName());
      MediaInfo.Video picture =
          file.picture()
              .orElseThrow(
                  () ->
                      MediaException.badInput("The background " + name + " has no picture in it."));
      toWorkingFormat = WorkingFormat.of(picture, task.graph().kept()).filters();
      // It begins with the clip's first picture, which may be later than the clip's sound.
      double start = composite.isVideo() && !request.source().isStill() ? task.start() : 0;
      if (composite.isVideo()) {
        inputs.addAll(ONE_GRAPH);
      }
      if (repeated.isPresent()) {
        inputs.addAll(at(start - repeated.get().first(), repeated.get().pictures()));
        repeated.get().sound().ifPresent(sound -> inputs.addAll(at(start, sound.input())));
      } else {
        if (composite.isVideo() && composite.end() == Composite.End.LOOP) {
          inputs.addAll(List.of("-stream_loop", "-1"));
        }
        inputs.addAll(at(start, Ffmpeg.input(file)));
      }
    }
    MediaInfo.Video video = task.video();
    List<String> encoder =
        request.format() == OutputFormat.MP4
            ? Encoding.h264(h264Encoder, video, request.width(video), request.height(video))
            : Encoding.png(true);
    return new ClipOutput(inputs, task.graph().composite(composite, toWorkingFormat), encoder);
  }

  /** An input whose clock begins at another time. */
  private static List<String> at(double seconds, List<String> input) {
    List<String> arguments = new ArrayList<>();
    if (seconds != 0) {
      arguments.addAll(List.of("-itsoffset", String.format(Locale.ROOT, "%.6f", seconds)));
    }
    arguments.addAll(input);
    return arguments;
  }
}
