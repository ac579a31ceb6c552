package mediaworker.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers with a media file, or with the part of it that a player asks for (RFC 9110, 14). Only
 * files whose name says that they are media are served, whatever a row names.
 */
public final class FileReply {

  /** What is served, by extension. No SVG or HTML: they could run scripts here. */
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("mp4", "video/mp4"),
          Map.entry("m4v", "video/mp4"),
          Map.entry("webm", "video/webm"),
          Map.entry("mov", "video/quicktime"),
          Map.entry("mkv", "video/x-matroska"),
          Map.entry("avi", "video/x-msvideo"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("webp", "image/webp"),
          Map.entry("gif", "image/gif"),
          Map.entry("bmp", "image/bmp"),
          Map.entry("tif", "image/tiff"),
          Map.entry("tiff", "image/tiff"),
          Map.entry("mp3", "audio/mpeg"),
          Map.entry("wav", "audio/wav"),
          Map.entry("m4a", "audio/mp4"),
          Map.entry("ogg", "audio/ogg"),
          Map.entry("flac", "audio/flac"),
          Map.entry("zip", "application/zip"));

  private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");
  private static final int BUFFER = 1 << 16;

  private FileReply() {}

  /** The media type of a file's name; empty where it is not served. */
  public static Optional<String> type(String name) {
    int dot = name.lastIndexOf('.');
    if (dot < 0) {
      return Optional.empty();
    }
    return Optional.ofNullable(TYPES.get(name.substring(dot + 1).toLowerCase(Locale.ROOT)));
  }

  /**
   * The file, or the range of it that the request asks for.
   *
   * @param file a real path: links resolved, and known to be allowed
   * @throws HttpProblem when it is no media file
   */
  public static Reply of(Request request, Path file) throws HttpProblem, IOException {
    String name = String.valueOf(file.getFileName());
    Optional<String> type = type(name);
    if (type.isEmpty()) {
      throw new HttpProblem(
          403,
          "\"" + Request.shown(name) + "\" is no media file by its name, so it is not served.");
    }
    long size = Files.size(file);
    FileTime changed = Files.getLastModifiedTime(file);
    String tag = "\"" + Long.toHexString(size) + "-" + Long.toHexString(changed.toMillis()) + "\"";
    Reply whole =
        part(200, file, 0, size)
            .with("Content-Type", type.get())
            .with("Accept-Ranges", "bytes")
            .with("ETag", tag)
            .with("Cache-Control", "private, no-cache")
            .with("Content-Security-Policy", "default-src 'none'; sandbox")
            .with("Content-Disposition", disposition(request, name));
    if (request.knows(tag)) {
      return Reply.empty(304).with("ETag", tag);
    }
    Optional<String> wanted =
        request.method().equals("GET") ? request.header("Range") : Optional.empty();
    boolean stale = request.header("If-Range").filter(known -> !known.equals(tag)).isPresent();
    Matcher range = RANGE.matcher(wanted.orElse(""));
    if (stale || !range.matches() || (range.group(1) + range.group(2)).isEmpty()) {
      return whole; // several ranges at once may be answered with all of it
    }
    return ranged(whole, file, size, range.group(1), range.group(2));
  }

  private static Reply ranged(Reply whole, Path file, long size, String from, String to) {
    long first = from.isEmpty() ? Math.max(0, size - Long.parseLong(to)) : Long.parseLong(from);
    long last = from.isEmpty() || to.isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(to));
    if (first > last || (from.isEmpty() && to.equals("0"))) {
      return Reply.problem(416, "The file has " + size + " bytes.")
          .with("Content-Range", "bytes */" + size);
    }
    Reply part = part(206, file, first, last - first + 1);
    for (Map.Entry<String, String> header : whole.headers().entrySet()) {
      part = part.with(header.getKey(), header.getValue());
    }
    return part.with("Content-Range", "bytes " + first + "-" + last + "/" + size);
  }

  private static Reply part(int status, Path file, long first, long length) {
    return new Reply(status, Map.of(), length, out -> copy(file, first, length, out));
  }

  private static void copy(Path file, long first, long length, OutputStream out)
      throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      channel.position(first);
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER, Math.max(1, length)));
      long left = length;
      while (left > 0) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), left));
        int read = channel.read(buffer);
        if (read < 0) {
          throw new IOException("the file became shorter while it was sent");
        }
        out.write(buffer.array(), 0, read);
        left -= read;
      }
    }
  }

  private static String disposition(Request request, String name) {
    String kind = request.query("download").isPresent() ? "attachment" : "inline";
    StringBuilder encoded = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
      encoded.append(
          plain || "-_.".indexOf(b) >= 0 ? String.valueOf((char) b) : "%%%02X".formatted(b));
    }
    return kind + "; filename*=UTF-8''" + encoded;
  }
}
