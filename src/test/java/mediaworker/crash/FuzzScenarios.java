package mediaworker.crash;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import mediaworker.media.timeline.GeneratedClips;

/** Rows and media files with every kind of nonsense in them. */
final class FuzzScenarios {

  private static final String[] TYPES = {
    "keying", "stitching", "trim", "frame_extraction", "noop", "video_stitching",
    "image_generation", "background_removal", "nonsense", "КЛИП", "-rf", "a'b\"c"
  };

  private static final String[] INPUTS = {
    "{\"video\": \"in.mp4\", \"output\": \"webm\", \"blur\": 2, \"key_color\": \"#00b140\"}",
    "{\"videos\": [\"a.mp4\", {\"video\": \"b.mp4\", \"in\": 0.1, \"out\": 0.5}], \"fps\": 25}",
    "{\"source_video_url\": \"a.mp4\", \"in_point\": 0.1, \"out_point\": 0.4, \"pingpong\": true}",
    "{\"source_video\": \"a.mp4\", \"time\": 0.2}",
    "{\"prompt\": \"a fox\", \"provider\": \"kling\", \"count\": 2, \"size\": \"1024x1024\"}",
    "{\"image\": \"../../etc/passwd\", \"keying_settings\": {\"spill\": [1, 2]}}"
  };

  private static final String[] PIECES = {
    "\"",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "null",
    "true",
    "-1",
    "1e400",
    "NaN",
    "\\u0000",
    "\\ud800",
    "../",
    "/",
    "-i",
    "concat:",
    "http://[::1]/",
    "file:",
    "%s%n",
    "';--",
    "$(id)",
    "\u202e",
    "\u0000",
    "[0:v]movie=/etc/passwd[x]",
    "999999999999999999999",
    "0.0000000001",
    "\n",
    "\\",
    "😀"
  };

  private static final String[] TIMES = {
    "",
    "now",
    "2020-01-01 00:00:00",
    "0",
    "-1",
    "1e9",
    "31.12.2020",
    "2020-02-31 00:00:00",
    "\u0000"
  };

  private final Path folder;
  private final Path logs;
  private final Random random;

  FuzzScenarios(Path folder, Path logs, long seed) {
    this.folder = folder;
    this.logs = logs;
    this.random = new Random(seed);
  }

  private String mutated(String text) {
    StringBuilder out = new StringBuilder(text);
    for (int i = random.nextInt(5); i > 0; i--) {
      int at = random.nextInt(out.length() + 1);
      int cut = Math.min(out.length(), at + random.nextInt(6));
      switch (random.nextInt(4)) {
        case 0 -> out.insert(at, one(PIECES));
        case 1 -> out.delete(at, cut);
        case 2 -> out.replace(at, cut, one(PIECES));
        default -> out.setLength(at);
      }
    }
    return out.toString();
  }

  private String one(String[] of) {
    return of[random.nextInt(of.length)];
  }

  /** Rows of nonsense: each ends, with a sentence where it fails. */
  Tally rows(int count) throws Exception {
    try (CrashStudio studio =
        new CrashStudio(Files.createDirectories(folder.resolve("rows")), logs)) {
      Child worker = studio.worker();
      studio.table.run("BEGIN");
      for (int i = 0; i < count; i++) {
        long id = studio.table.insert(one(TYPES), mutated(one(INPUTS)));
        if (random.nextInt(4) == 0) {
          String lap = random.nextBoolean() ? ", status = 'keying_queued'" : "";
          studio.table.run(
              "UPDATE jobs SET run_at = '"
                  + one(TIMES).replace("\u0000", "")
                  + "', keying_settings = CAST(x'"
                  + hex(mutated(INPUTS[0]))
                  + "' AS TEXT), result_data = 'in.mp4', priority = "
                  + random.nextInt()
                  + ", max_attempts = "
                  + (1 + random.nextInt(3))
                  + lap
                  + " WHERE id = "
                  + id);
        }
      }
      studio.table.run("COMMIT");
      int stuck = studio.awaitEnds();
      return judged(studio, worker, "rows of nonsense", stuck);
    }
  }

  private static String hex(String text) {
    StringBuilder hex = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hex.append(String.format("%02x", b));
    }
    return hex.toString();
  }

  /** Media files with mutated heads, cut off, with bytes changed all over, and of random bytes. */
  Tally media(int count) throws Exception {
    try (CrashStudio studio =
        new CrashStudio(Files.createDirectories(folder.resolve("media")), logs)) {
      List<byte[]> seeds = new ArrayList<>();
      for (String name : List.of("seed.mp4", "seed.webm", "seed.png", "seed.gif", "seed.jpg")) {
        Path seed = studio.folder.resolve(name);
        boolean still = name.endsWith("png") || name.endsWith("jpg");
        GeneratedClips.make(
            seed,
            List.of("-f", "lavfi", "-i", "testsrc2=s=96x64:r=10:d=0.5"),
            still ? List.of("-frames:v", "1", "-update", "1") : List.of());
        seeds.add(Files.readAllBytes(seed));
      }
      for (int i = 0; i < count; i++) {
        Path file = studio.folder.resolve("fuzz" + i + one(new String[] {".mp4", ".png", ".webm"}));
        Files.write(file, mutated(seeds.get(random.nextInt(seeds.size()))));
        String name = file.getFileName().toString();
        switch (random.nextInt(10)) {
          case 0 -> studio.table.insert("keying", "{\"video\": \"" + name + "\"}");
          case 1 ->
              studio.table.insert(
                  "trim",
                  "{\"source_video_url\": \"" + name + "\", \"in_point\": 0, \"out_point\": 0.3}");
          default ->
              studio.table.insert(
                  "frame_extraction", "{\"source_video\": \"" + name + "\", \"time\": 0}");
        }
      }
      Child worker = studio.worker();
      int stuck = 0;
      int before = Integer.MAX_VALUE;
      do { // as long as it gets on
        stuck = studio.awaitEnds();
      } while (stuck > 0 && stuck < before && (before = stuck) > 0);
      return judged(studio, worker, "media files of nonsense", stuck);
    }
  }

  private byte[] mutated(byte[] seed) {
    byte[] bytes = seed.clone();
    switch (random.nextInt(4)) {
      case 0 -> {
        for (int i = 1 + random.nextInt(8); i > 0; i--) {
          bytes[random.nextInt(Math.min(200, bytes.length))] = (byte) random.nextInt();
        }
      }
      case 1 -> bytes = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
      case 2 -> {
        for (int i = 1 + random.nextInt(200); i > 0; i--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      }
      default -> random.nextBytes(bytes);
    }
    return bytes;
  }

  /** The worker lives and works, and every failure is a sentence for a person. */
  private static Tally judged(CrashStudio studio, Child worker, String what, int stuck)
      throws Exception {
    if (!worker.isAlive()) {
      throw new AssertionError("nonsense ended the worker:\n" + worker.log());
    }
    int jobs = Integer.parseInt(studio.table.one("SELECT count(*) FROM jobs"));
    studio.noop(1, 0);
    studio.awaitRow("SELECT status FROM jobs ORDER BY id DESC LIMIT 1", "completed");
    worker.stop();
    List<String> speechless =
        studio.table.all(
            "SELECT id, job_type, substr(error_message, 1, 200) FROM jobs WHERE status = 'failed'"
                + " AND (error_message IS NULL OR length(error_message) NOT BETWEEN 10 AND 500"
                + " OR error_message LIKE '%unexpected fault%' OR error_message LIKE '%xception%')");
    for (String row : speechless) {
      System.err.println(what + ", no sentence: " + row);
    }
    int doubled = studio.table.all("SELECT id FROM ends GROUP BY id HAVING count(*) > 1").size();
    return new Tally(what, 1, 0, jobs, speechless.size(), doubled, stuck, Tally.NONE);
  }
}
