package mediaworker.jobs;

import java.util.List;

/** Fields of {@code input_data} that tell people what a job is about, whatever its type. */
public final class TellingFields {

  /** Those that name the picture or clip, before any other. */
  public static final List<String> MEDIA =
      List.of("video", "image", "source_video", "source_video_url", "image_url", "image_path");

  /** Those that tell it in words, the most telling first. */
  public static final List<String> WORDS = List.of("prompt", "object_prompt", "question");

  private TellingFields() {}
}
