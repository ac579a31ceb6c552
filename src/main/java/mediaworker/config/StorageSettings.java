package mediaworker.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether and where outputs are uploaded. The keys themselves are secrets, not settings. */
public final class StorageSettings {

  /** The variable that holds the key's id. */
  public static final String KEY_ID = "AWS_ACCESS_KEY_ID";

  /** The variable that holds the key's secret. */
  public static final String KEY_SECRET = "AWS_SECRET_ACCESS_KEY";

  /** The variable that temporary keys have as well. */
  public static final String SESSION_TOKEN = "AWS_SESSION_TOKEN";

  @Option(
      names = "--use-s3",
      paramLabel = "true|false",
      arity = "1",
      defaultValue = "false",
      converter = Converters.YesNo.class,
      hidden = true)
  private boolean useS3;

  @Option(names = "--s3-bucket-name", paramLabel = "NAME", defaultValue = "", hidden = true)
  private String bucketName = "";

  @Option(names = "--aws-region", paramLabel = "NAME", defaultValue = "", hidden = true)
  private String region = "";

  @Option(names = "--aws-default-region", paramLabel = "NAME", defaultValue = "", hidden = true)
  private String defaultRegion = "";

  @Option(
      names = "--s3-endpoint",
      paramLabel = "URL",
      converter = Converters.WebUrl.class,
      hidden = true)
  private @Nullable String endpoint;

  @Option(names = "--s3-prefix", paramLabel = "TEXT", defaultValue = "", hidden = true)
  private String prefix = "";

  @Option(
      names = "--s3-keep-local",
      paramLabel = "true|false",
      arity = "1",
      defaultValue = "true",
      converter = Converters.YesNo.class,
      hidden = true)
  private boolean keepLocal = true;

  @Option(
      names = "--s3-public-url",
      paramLabel = "URL",
      converter = Converters.PublicUrl.class,
      hidden = true)
  private @Nullable String publicUrl;

  @Option(
      names = "--cloudfront-url",
      paramLabel = "URL",
      converter = Converters.PublicUrl.class,
      hidden = true)
  private @Nullable String cloudfrontUrl;

  /** Whether outputs are uploaded. */
  public boolean useS3() {
    return useS3;
  }

  /** The bucket; "" where none is set. */
  public String bucketName() {
    return bucketName.strip();
  }

  /** Its region; compatible servers mostly take any. "" where it is needed but not set. */
  public String region() {
    String set = region.isBlank() ? defaultRegion.strip() : region.strip();
    return set.isEmpty() && endpoint != null ? "us-east-1" : set;
  }

  /** A compatible server; null for Amazon's. */
  public @Nullable String endpoint() {
    return endpoint;
  }

  /** What every key begins with, without slashes at its ends. */
  public String prefix() {
    return prefix.strip().replaceAll("^/+|/+$", "");
  }

  /** Whether local files stay after their upload. */
  public boolean keepLocal() {
    return keepLocal;
  }

  /** Where the bucket is seen from outside; null for the bucket's own address. */
  public @Nullable String publicUrl() {
    return publicUrl == null ? cloudfrontUrl : publicUrl;
  }

  /** What is missing for uploads, each a sentence. */
  public List<String> problems(FamilyValues values) {
    List<String> problems = new ArrayList<>();
    if (useS3) {
      need(problems, "S3_BUCKET_NAME", !bucketName().isEmpty());
      need(problems, KEY_ID, key(values, KEY_ID).isPresent());
      need(problems, KEY_SECRET, key(values, KEY_SECRET).isPresent());
      need(problems, "AWS_REGION", !region().isEmpty());
      for (String name : List.of(KEY_ID, KEY_SECRET, SESSION_TOKEN)) {
        if (key(values, name).filter(key -> !fitsHeader(key)).isPresent()) {
          problems.add(
              name
                  + " has characters that no key has: copy it again into .env or the environment.");
        }
      }
    }
    return problems;
  }

  /** One of the three, without the spaces that copying leaves around it; empty when not set. */
  public static Optional<String> key(FamilyValues values, String name) {
    return values.secret(name).map(String::strip).filter(key -> !key.isEmpty());
  }

  /** Each goes into a header, whose value an exception would tell where it cannot be sent. */
  private static boolean fitsHeader(String key) {
    return key.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  private static void need(List<String> problems, String name, boolean there) {
    if (!there) {
      problems.add(name + " is missing, which USE_S3 needs.");
    }
  }
}
