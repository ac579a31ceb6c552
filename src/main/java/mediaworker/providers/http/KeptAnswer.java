package mediaworker.providers.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import okhttp3.Headers;

/**
 * An answer in a folder: {@code answer.body}, and {@code answer.head} with the status in the first
 * line and the headers below it. The head comes last, so where it is there the answer is whole.
 */
final class KeptAnswer {

  private static final int BUFFER_BYTES = 1 << 16;

  private final Path folder;
  private final Path body;
  private final Path head;

  KeptAnswer(Path folder) {
    this.folder = folder;
    this.body = folder.resolve("answer.body");
    this.head = folder.resolve("answer.head");
  }

  /** The disk's fault, not the provider's: the answer did arrive. */
  static final class DiskException extends IOException {
    private static final long serialVersionUID = 1L;

    DiskException(Path file, IOException cause) {
      super("the provider's answer could not be written to " + file, cause);
    }
  }

  /** The answer is longer than anybody sends on purpose. */
  static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLongException(long most) {
      super("an answer of more than " + (most >> 20) + " MB");
    }
  }

  /** Makes sure before a paid request that its answer can be kept. */
  void prepare() throws AnswerPlaceException {
    try {
      Files.createDirectories(folder);
      Files.deleteIfExists(head);
      try (FileChannel channel = open(body)) {
        channel.force(true);
      }
    } catch (IOException e) {
      throw new AnswerPlaceException(
          "The folder "
              + folder
              + ", where the answer to a paid call would be kept, cannot be written to: "
              + reason(folder, e)
              + ". Nothing was sent.",
          false,
          e);
    }
  }

  /** What hinders, or what the system says, without the name of a class. */
  private static String reason(Path file, IOException e) {
    for (Path at = file; at != null; at = at.getParent()) {
      if (Files.exists(at) && !Files.isDirectory(at)) {
        return at + " is in the way";
      }
    }
    if (e instanceof AccessDeniedException denied) {
      return denied.getFile() + " may not be changed by this user";
    }
    if (e instanceof FileSystemException named && named.getReason() != null) {
      return named.getReason();
    }
    return String.valueOf(e.getMessage());
  }

  Answer write(int status, Headers headers, InputStream from, long most) throws IOException {
    FileChannel channel;
    try {
      channel = open(body);
    } catch (IOException e) {
      throw new DiskException(body, e);
    }
    try (channel) {
      byte[] buffer = new byte[BUFFER_BYTES];
      long total = 0;
      for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
        total += count;
        if (total > most) {
          throw new TooLongException(most);
        }
        put(channel, body, ByteBuffer.wrap(buffer, 0, count));
      }
      force(channel);
    }
    StringBuilder text = new StringBuilder().append(status).append('\n');
    headers.forEach(
        pair -> text.append(pair.getFirst()).append(": ").append(pair.getSecond()).append('\n'));
    Path part = folder.resolve("answer.head.part");
    try (FileChannel out = open(part)) {
      put(out, part, ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
      force(out);
      Files.move(part, head, StandardCopyOption.ATOMIC_MOVE);
    } catch (DiskException e) {
      throw e;
    } catch (IOException e) {
      throw new DiskException(head, e);
    }
    return new Answer(status, headers, body, folder.resolve("inline"));
  }

  Optional<Answer> read() throws IOException {
    if (!Files.exists(head)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(head, StandardCharsets.UTF_8);
    Headers.Builder headers = new Headers.Builder();
    for (String line : lines.subList(1, lines.size())) {
      headers.addUnsafeNonAscii(
          line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 2));
    }
    return Optional.of(
        new Answer(
            Integer.parseInt(lines.get(0)), headers.build(), body, folder.resolve("inline")));
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file,
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING);
  }

  private static void put(FileChannel channel, Path file, ByteBuffer bytes) throws IOException {
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw new DiskException(file, e);
    }
  }

  private void force(FileChannel channel) throws IOException {
    try {
      channel.force(true);
    } catch (IOException e) {
      throw new DiskException(body, e);
    }
  }
}
