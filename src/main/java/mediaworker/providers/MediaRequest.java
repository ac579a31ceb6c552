package mediaworker.providers;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a row asks for, in words that hold for all providers; each translates them into its own.
 * Made with {@link #of}; immutable but for the two JSON objects, which nobody changes.
 */
public final class MediaRequest {

  private final Operation operation;
  private String model = "";
  private String prompt = "";
  private String negativePrompt = "";
  private String instructions = "";
  private List<MediaInput> images = List.of();
  private @Nullable MediaInput endImage;
  private @Nullable MediaInput video;
  private OptionalDouble durationSeconds = OptionalDouble.empty();
  private String resolution = "";
  private String aspectRatio = "";
  private OptionalInt count = OptionalInt.empty();
  private OptionalLong seed = OptionalLong.empty();
  private boolean json;
  private @Nullable ObjectNode schema;
  private String endpoint = "";
  private ObjectNode input = JsonNodeFactory.instance.objectNode();
  private ObjectNode options = JsonNodeFactory.instance.objectNode();

  private MediaRequest(Operation operation) {
    this.operation = operation;
  }

  /** Starts a request. */
  public static Builder of(Operation operation) {
    return new Builder(new MediaRequest(operation));
  }

  /** What is asked for. */
  public Operation operation() {
    return operation;
  }

  /** The model the row names; empty for the provider's configured one. */
  public String model() {
    return model;
  }

  /** What to make, or what to ask about the pictures or the video. */
  public String prompt() {
    return prompt;
  }

  /** What must not be in it; empty when not given. */
  public String negativePrompt() {
    return negativePrompt;
  }

  /** The system prompt of an analysis; empty when not given. */
  public String instructions() {
    return instructions;
  }

  /** Reference pictures, the start picture of an animation, or the pictures to look at. */
  public List<MediaInput> images() {
    return images;
  }

  /** The first of {@link #images}. */
  public Optional<MediaInput> image() {
    return images.stream().findFirst();
  }

  /** The last picture of an animation ({@code end_image} or {@code last_frame}). */
  public Optional<MediaInput> endImage() {
    return Optional.ofNullable(endImage);
  }

  /** The video to work on. */
  public Optional<MediaInput> video() {
    return Optional.ofNullable(video);
  }

  /** Seconds of the animation. */
  public OptionalDouble durationSeconds() {
    return durationSeconds;
  }

  /** "720p", "1080p", "1024x1024", "2K"; empty for the provider's own. */
  public String resolution() {
    return resolution;
  }

  /** "16:9"; empty for the provider's own. */
  public String aspectRatio() {
    return aspectRatio;
  }

  /** How many pictures; 1 when not given. */
  public int count() {
    return count.orElse(1);
  }

  /** For providers that can begin from the same chance. */
  public OptionalLong seed() {
    return seed;
  }

  /** Whether the answer has to be JSON. */
  public boolean json() {
    return json;
  }

  /** The JSON Schema that such an answer has to follow, in which every field is required. */
  public Optional<ObjectNode> schema() {
    return Optional.ofNullable(schema);
  }

  /** The endpoint of a GPU job. */
  public String endpoint() {
    return endpoint;
  }

  /** The free input of a model by name or a GPU job. */
  public ObjectNode input() {
    return input;
  }

  /** Whatever one provider alone knows; its fields win over everything above. */
  public ObjectNode options() {
    return options;
  }

  /** The same request with its pictures and video as files of this machine. */
  public MediaRequest withMedia(
      List<? extends MediaInput> newImages,
      @Nullable MediaInput newEndImage,
      @Nullable MediaInput newVideo) {
    MediaRequest copy = new MediaRequest(operation);
    copy.model = model;
    copy.prompt = prompt;
    copy.negativePrompt = negativePrompt;
    copy.instructions = instructions;
    copy.images = List.copyOf(newImages);
    copy.endImage = newEndImage;
    copy.video = newVideo;
    copy.durationSeconds = durationSeconds;
    copy.resolution = resolution;
    copy.aspectRatio = aspectRatio;
    copy.count = count;
    copy.seed = seed;
    copy.json = json;
    copy.schema = schema;
    copy.endpoint = endpoint;
    copy.input = input;
    copy.options = options;
    return copy;
  }

  /** Collects the parts; for one request, on one thread. */
  public static final class Builder {
    private final MediaRequest request;

    private Builder(MediaRequest request) {
      this.request = request;
    }

    public Builder model(String model) {
      request.model = model;
      return this;
    }

    public Builder prompt(String prompt) {
      request.prompt = prompt;
      return this;
    }

    public Builder negativePrompt(String negativePrompt) {
      request.negativePrompt = negativePrompt;
      return this;
    }

    public Builder instructions(String instructions) {
      request.instructions = instructions;
      return this;
    }

    public Builder images(List<? extends MediaInput> images) {
      request.images = List.copyOf(images);
      return this;
    }

    public Builder endImage(@Nullable MediaInput endImage) {
      request.endImage = endImage;
      return this;
    }

    public Builder video(@Nullable MediaInput video) {
      request.video = video;
      return this;
    }

    public Builder durationSeconds(double seconds) {
      request.durationSeconds = OptionalDouble.of(seconds);
      return this;
    }

    public Builder resolution(String resolution) {
      request.resolution = resolution;
      return this;
    }

    public Builder aspectRatio(String aspectRatio) {
      request.aspectRatio = aspectRatio;
      return this;
    }

    public Builder count(int count) {
      request.count = OptionalInt.of(count);
      return this;
    }

    public Builder seed(long seed) {
      request.seed = OptionalLong.of(seed);
      return this;
    }

    public Builder json(boolean json) {
      request.json = json;
      return this;
    }

    public Builder schema(ObjectNode schema) {
      request.schema = schema;
      return this;
    }

    public Builder endpoint(String endpoint) {
      request.endpoint = endpoint;
      return this;
    }

    public Builder input(ObjectNode input) {
      request.input = input;
      return this;
    }

    public Builder options(ObjectNode options) {
      request.options = options;
      return this;
    }

    /** The request. */
    public MediaRequest build() {
      return request;
    }
  }
}
