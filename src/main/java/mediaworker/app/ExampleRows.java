package mediaworker.app;

import java.util.Map;
import java.util.Optional;

/** Whole {@code input_data} of each job type that every installation has. */
final class ExampleRows {

  /** Rows that make a handler read all it knows. */
  private static final Map<String, String> WHOLE =
      Map.of(
          "keying",
          "{\"video\": \"in.mp4\", \"background\": \"back.mp4\", \"output\": \"mp4\","
              + " \"sticker_effect\": true, \"posterize_enabled\": true, \"posterize_fps\": 8}",
          "stitching",
          "{\"videos\": [{\"video\": \"a.mp4\", \"transition\": \"crossfade\"}, \"b.mp4\"],"
              + " \"music\": {\"path\": \"song.mp3\"}}",
          "background_removal",
          "{\"video\": \"in.mp4\"}",
          "image_generation",
          "{\"prompt\": \"a fox\", \"n\": 2}",
          "animation",
          "{\"prompt\": \"it jumps\", \"image\": \"fox.png\", \"n\": 2}");

  /** Rows to begin with. */
  private static final Map<String, String> EXAMPLES =
      Map.ofEntries(
          Map.entry("keying", "{\"video\": \"in.mp4\"}"),
          Map.entry("stitching", "{\"videos\": [\"a.mp4\", \"b.mp4\"]}"),
          Map.entry(
              "video_stitching",
              "{\"video_a_path\": \"static/library/a.mp4\", \"video_b_path\":"
                  + " \"static/library/b.mp4\"}"),
          Map.entry(
              "trim", "{\"source_video_url\": \"a.mp4\", \"in_point\": 1, \"out_point\": 3.5}"),
          Map.entry("frame_extraction", "{\"source_video\": \"a.mp4\", \"time\": 2}"),
          Map.entry("noop", "{\"seconds\": 2}"),
          Map.entry(
              "boomerang_automation", "{\"image_url\": \"a.png\", \"end_image_url\": \"b.png\"}"),
          Map.entry("pipeline", "{}"),
          Map.entry("upscale", "{\"image\": \"a.png\", \"scale\": 2}"),
          Map.entry(
              "avatar_video",
              "{\"image_paths\": [\"a.png\"], \"audio_path\": \"voice.mp3\", \"prompts\": [\"smiles\"]}"),
          Map.entry(
              "batch_comparison",
              "{\"videos\": [\"a.mp4\"], \"prompts\": [\"What happens?\"], \"models\":"
                  + " [\"gemini:gemini-2.5-pro\", \"gemini:gemini-2.5-flash\"]}"),
          Map.entry(
              "product_shoot", "{\"images\": [\"cup.png\"], \"product\": {\"name\": \"Cup\"}}"),
          Map.entry("image_generation", "{\"prompt\": \"a paper fox\"}"),
          Map.entry("animation", "{\"image\": \"fox.png\", \"prompt\": \"it jumps\"}"),
          Map.entry("background_removal", "{\"image\": \"fox.png\"}"),
          Map.entry("style_analysis", "{\"image\": \"fox.png\"}"),
          Map.entry("palette_analysis", "{\"image\": \"fox.png\"}"),
          Map.entry("animation_prompting", "{\"image\": \"fox.png\"}"),
          Map.entry(
              "video_understanding", "{\"video\": \"a.mp4\", \"question\": \"What happens?\"}"),
          Map.entry("gpu_job", "{\"endpoint\": \"abc123\", \"input\": {\"steps\": 20}}"),
          Map.entry(
              "replicate", "{\"model\": \"owner/model\", \"input\": {\"prompt\": \"a fox\"}}"),
          Map.entry("fal", "{\"model\": \"fal-ai/model\", \"input\": {\"prompt\": \"a fox\"}}"));

  private ExampleRows() {}

  /** A row to begin with; empty for a program of the installation's own. */
  static Optional<String> simple(String jobType) {
    return Optional.ofNullable(EXAMPLES.get(jobType));
  }

  /** A row that makes the handler read all it knows. */
  static String whole(String jobType) {
    return WHOLE.getOrDefault(jobType.equals("video_stitching") ? "stitching" : jobType, "{}");
  }
}
