package mediaworker.media;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads ffmpeg's {@code -progress} blocks: lines of {@code key=value}, each block ended by {@code
 * progress=continue} or {@code progress=end}. Times are taken from {@code out_time_us}, since
 * {@code out_time_ms} holds microseconds too. Values may be {@code N/A} in the first blocks.
 */
final class ProgressParser {

  private final Progress.Listener listener;
  private Progress last = new Progress(0, 0, 0, 0);
  private long lastSize;

  ProgressParser(Progress.Listener listener) {
    this.listener = listener;
  }

  /** Reads to the end of the stream; runs {@code alive} for each block that shows movement. */
  void read(InputStream in, Runnable alive) throws IOException {
    Map<String, String> block = new HashMap<>();
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      int equals = line.indexOf('=');
      if (equals <= 0) {
        continue;
      }
      String key = line.substring(0, equals).trim();
      block.put(key, line.substring(equals + 1).trim());
      if (key.equals("progress")) {
        end(block, alive);
        block.clear();
      }
    }
  }

  private void end(Map<String, String> block, Runnable alive) {
    Progress now =
        new Progress(
            (long) number(block.get("frame"), (double) last.frame()),
            number(block.get("fps"), 0),
            number(block.get("out_time_us"), last.outSeconds() * 1e6) / 1e6,
            number(strip(block.get("speed")), 0));
    long size = (long) number(block.get("total_size"), (double) lastSize);
    // Reports come by the clock even when nothing moves, so only a change is a sign of life.
    boolean moved =
        now.frame() > last.frame() || now.outSeconds() > last.outSeconds() || size > lastSize;
    boolean ended = "end".equals(block.get("progress"));
    last = now;
    lastSize = size;
    if (moved || ended) {
      alive.run();
      listener.onProgress(now);
    }
  }

  private static String strip(@Nullable String speed) {
    return speed == null
        ? ""
        : speed.endsWith("x") ? speed.substring(0, speed.length() - 1) : speed;
  }

  private static double number(@Nullable String text, double otherwise) {
    if (text == null || text.isEmpty()) {
      return otherwise;
    }
    try {
      double value = Double.parseDouble(text);
      return Double.isFinite(value) && value >= 0 ? value : otherwise;
    } catch (NumberFormatException e) {
      return otherwise; // "N/A"
    }
  }
}
