package mediaworker.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import mediaworker.config.FamilyValues;
import mediaworker.config.OpenFamily;
import mediaworker.config.Settings;
import mediaworker.handlers.command.CommandTemplate;
import mediaworker.handlers.command.ExternalProgram;
import mediaworker.handlers.remote.RemoteJobs;

/** Programs that serve job types of their own: what can be set for them, and how they are made. */
public final class CommandCatalog {

  private static final String FAMILY = "command";

  /** "42%", "progress=42", "Progress: 42.5". */
  static final String PROGRESS =
      "(?i)\\bprogress\\s*[=:]\\s*(\\d+(?:\\.\\d+)?)|(\\d+(?:\\.\\d+)?)\\s?%";

  /** The worker's own job types cannot be taken; a test holds this list to the handlers. */
  private static final Set<String> LOCAL =
      Set.of(
          "keying",
          "keying lap",
          "stitching",
          "video_stitching",
          "trim",
          "frame_extraction",
          "noop",
          "boomerang_automation",
          "pipeline",
          "upscale",
          "avatar_video",
          "batch_comparison",
          "product_shoot");

  private CommandCatalog() {}

  /** What can be set. */
  public static OpenFamily family() {
    Map<String, String> defaults = new LinkedHashMap<>();
    defaults.put("run", "");
    defaults.put("output", "");
    defaults.put("progress", PROGRESS);
    defaults.put("time-limit", "6h");
    defaults.put("stall-timeout", "");
    defaults.put("env", "");
    defaults.put("files", "image, video, audio");
    defaults.put("dashes", "");
    defaults.put("directory", "");
    defaults.put("lane", "none");
    return new OpenFamily(
        FAMILY,
        defaults,
        new LinkedHashSet<>(List.of("run", "output")),
        "env",
        CommandCatalog::problem);
  }

  private static Optional<String> problem(String member, String key, String value) {
    try {
      switch (key) {
        case "run" -> {
          CommandTemplate.parse(value);
          if (isTaken(member)) {
            return Optional.of(
                "\"" + member + "\" is a job type of the worker itself; give it another name");
          }
        }
        case "output" -> {
          if (!value.strip().matches("[A-Za-z0-9]{1,8}")) {
            return Optional.of(
                "\"" + value + "\" is neither an extension like png nor \"dir\" for a folder");
          }
        }
        case "lane" -> {
          if (!List.of("none", "cpu", "gpu").contains(value.strip())) {
            return Optional.of("\"" + value + "\" is not cpu, gpu or none");
          }
        }
        case "progress" -> {
          if (Pattern.compile(value).matcher("").groupCount() == 0) {
            return Optional.of("it has no group like (\\d+) that finds the per cent");
          }
        }
        default -> {
          // Lists of names and folders: anything may be one.
        }
      }
      return Optional.empty();
    } catch (PatternSyntaxException e) {
      return Optional.of("it is no regular expression: " + e.getDescription());
    } catch (IllegalArgumentException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }

  /** Whether a job type is the worker's own. */
  static boolean isTaken(String jobType) {
    return LOCAL.contains(jobType) || RemoteJobs.jobTypes().contains(jobType);
  }

  /**
   * Makes every program but those whose settings are wrong, which {@link
   * mediaworker.config.SettingsSource} tells when it loads them.
   *
   * @param home where relative paths begin
   */
  public static List<ExternalProgram> make(FamilyValues values, Path home) {
    List<ExternalProgram> programs = new ArrayList<>();
    for (String name : values.members(FAMILY)) {
      Map<String, String> mine = values.of(FAMILY + "." + name);
      if (family().isUsable(name, mine)) {
        programs.add(program(name, mine, values, home));
      }
    }
    return programs;
  }

  private static ExternalProgram program(
      String name, Map<String, String> mine, FamilyValues all, Path home) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (String variable : names(mine, "env")) {
      all.secret(variable).ifPresent(value -> environment.put(variable, value));
    }
    String directory = text(mine, "directory");
    String stall = text(mine, "stall-timeout");
    return new ExternalProgram(
        name,
        CommandTemplate.parse(text(mine, "run")),
        text(mine, "output").toLowerCase(Locale.ROOT),
        new ExternalProgram.Fields(names(mine, "files"), names(mine, "dashes")),
        Pattern.compile(text(mine, "progress")),
        new ExternalProgram.Surroundings(
            home,
            directory.isEmpty() ? null : home.resolve(directory).normalize(),
            environment,
            Settings.time(text(mine, "time-limit")),
            stall.isEmpty() ? null : Settings.time(stall),
            text(mine, "lane")));
  }

  private static String text(Map<String, String> values, String key) {
    return values.getOrDefault(key, "").strip();
  }

  private static Set<String> names(Map<String, String> values, String key) {
    Set<String> names = new LinkedHashSet<>(Arrays.asList(text(values, key).split("[\\s,]+")));
    names.remove("");
    return names;
  }
}
