package mediaworker.providers.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import mediaworker.disk.DiskSync;
import okhttp3.Headers;

/**
 * An answer in a folder: {@code answer.body}, and {@code answer.head} with the status in the first
 * line, the headers below it and an empty line as its end. The head comes last, so where it is
 * there the answer is whole; it is written as {@code answer.head.part} over the room that was kept
 * for it, and counts as soon as its end is there, under that name too and with what is left of its
 * room.
 */
final class KeptAnswer {

  private static final int BUFFER_BYTES = 1 << 16;

  /** An answer that names a task is shorter: its room is taken before it is asked for. */
  private static final int RESERVED_BODY_BYTES = 1 << 16;

  private static final int RESERVED_HEAD_BYTES = 1 << 14;

  /** A large picture in base64, which the answers of some providers hold. */
  private static final long ROOM_BYTES = 32L << 20;

  /** In a head that counts for nothing. A status is a number, so no answer begins like that. */
  private static final byte[] NOT_ONE = "none".getBytes(StandardCharsets.UTF_8);

  /** A status in a line, lines, and an empty one; behind it zeros, which its room is full of. */
  private static final Pattern HEAD = Pattern.compile("[1-9]\\d\\d\n(?:[^\n\\x00]++\n)*+\n\\x00*+");

  /** One of an earlier version, which kept no room for it and wrote no empty line. */
  private static final Pattern EARLIER_HEAD = Pattern.compile("[1-9]\\d\\d\n(?:[^\n\\x00]++\n)++");

  private final Path folder;
  private final Path body;
  private final Path head;
  private final Path headPart;

  KeptAnswer(Path folder) {
    this.folder = folder;
    this.body = folder.resolve("answer.body");
    this.head = folder.resolve("answer.head");
    this.headPart = folder.resolve("answer.head.part");
  }

  /** The disk's fault, not the provider's: the answer did arrive. */
  static final class DiskException extends IOException {
    private static final long serialVersionUID = 1L;

    DiskException(Path file, IOException cause) {
      super(
          "the answer came, but it could not be written to " + file + ": " + reason(file, cause),
          cause);
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
      FileStore disk = Files.getFileStore(folder);
      // Some file systems do not tell their size.
      if (disk.getUsableSpace() < ROOM_BYTES && disk.getTotalSpace() > 0) {
        throw new AnswerPlaceException(
            "waits for room on the disk of "
                + folder.getParent()
                + ": "
                + (disk.getUsableSpace() >> 20)
                + " MB are free, and the answer to a paid call may need "
                + (ROOM_BYTES >> 20)
                + " MB.");
      }
      reserve(headPart, RESERVED_HEAD_BYTES); // first: it may hold the head of an earlier answer
      if (Files.exists(head)) {
        // Else a power cut brings an older answer back, which would be read as this one. Not every
        // file system syncs folders, so what comes back is none.
        overwrite(head, NOT_ONE);
        Files.delete(head);
        DiskSync.folder(folder);
      }
      reserve(body, RESERVED_BODY_BYTES);
    } catch (AnswerPlaceException e) {
      throw e;
    } catch (IOException e) {
      throw new AnswerPlaceException(
          "The folder "
              + folder
              + ", where the answer to a paid call would be kept, cannot be written to: "
              + reason(body, e)
              + ". Nothing was sent.",
          false,
          e);
    }
  }

  private static void reserve(Path file, int bytes) throws IOException {
    try (FileChannel channel = open(file)) {
      put(channel, new byte[bytes]);
      channel.force(true);
    }
  }

  /** What hinders, or what the system says, without the name of a class. */
  private static String reason(Path file, IOException e) {
    for (Path at = file.getParent(); at != null; at = at.getParent()) {
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

  /**
   * Writes an answer while it comes.
   *
   * @param most a longer one is broken off
   * @param patience what to do when the disk does not take it
   * @throws DiskException when the answer has come and could not be written
   */
  Answer write(int status, Headers headers, InputStream from, long most, DiskPatience patience)
      throws IOException {
    try (BodyFile file = new BodyFile(body, patience)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      long total = 0;
      for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
        total += count;
        if (total > most) {
          throw new TooLongException(most);
        }
        file.add(buffer, count);
      }
      file.finish();
    }
    StringBuilder text = new StringBuilder().append(status).append('\n');
    headers.forEach(
        pair -> text.append(pair.getFirst()).append(": ").append(pair.getSecond()).append('\n'));
    byte[] bytes = text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    while (true) {
      try {
        writeHead(bytes);
        return new Answer(status, headers, body, folder.resolve("inline"));
      } catch (IOException e) {
        patience.await(new DiskException(head, e));
      }
    }
  }

  private void writeHead(byte[] bytes) throws IOException {
    overwrite(headPart, bytes);
    Files.move(headPart, head, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void overwrite(Path file, byte[] bytes) throws IOException {
    try (FileChannel out = open(file)) {
      put(out, bytes);
      out.truncate(bytes.length);
      out.force(true);
    }
  }

  /** What was written is there after a power cut, too, as far as the disk takes that. */
  void sync() {
    DiskSync.folder(folder);
  }

  /** Whether it is there, whole. */
  boolean isThere() {
    try {
      if (Files.exists(head) && !isNotOne()) {
        return true;
      }
      if (!isPartWhole()) {
        return false;
      }
      // Its writer was killed, or a power cut took the new name and left the old one.
      Files.move(headPart, head, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (NoSuchFileException e) {
      return Files.exists(head); // its writer has just given it its name
    } catch (IOException e) {
      return true; // whoever reads it is told why it cannot be read
    }
  }

  private boolean isNotOne() throws IOException {
    return Files.size(head) == NOT_ONE.length && Arrays.equals(Files.readAllBytes(head), NOT_ONE);
  }

  /** Zeros within it are room that is still free, or what never reached the disk. */
  private boolean isPartWhole() throws IOException {
    if (!Files.exists(headPart)) {
      return false;
    }
    String text = new String(Files.readAllBytes(headPart), StandardCharsets.ISO_8859_1);
    return HEAD.matcher(text).matches()
        || (text.length() < RESERVED_HEAD_BYTES && EARLIER_HEAD.matcher(text).matches());
  }

  Optional<Answer> read() throws IOException {
    if (!isThere()) {
      return Optional.empty();
    }
    try {
      List<String> lines = Files.readAllLines(head, StandardCharsets.UTF_8);
      int end = lines.indexOf(""); // there is none in those of earlier versions
      Headers.Builder headers = new Headers.Builder();
      for (String line : lines.subList(1, end < 0 ? lines.size() : end)) {
        headers.addUnsafeNonAscii(
            line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 2));
      }
      return Optional.of(
          new Answer(
              Integer.parseInt(lines.get(0)), headers.build(), body, folder.resolve("inline")));
    } catch (IndexOutOfBoundsException | IllegalArgumentException | CharacterCodingException e) {
      // Damaged, as by a power cut: what is not known is asked about.
      return Optional.empty();
    }
  }

  /** The body, where there is one whose head cannot be read. */
  Optional<Path> damaged() {
    try {
      return isThere() && read().isEmpty() && Files.exists(body)
          ? Optional.of(body)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // the disk, which may give it another time
    }
  }

  /** What has come of a body, where its head was never written; its room alone is zeros. */
  Optional<Path> begun() {
    try (InputStream in = Files.newInputStream(body)) {
      return in.read() > 0 && !isThere() ? Optional.of(body) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // there is none, or the disk does not give it
    }
  }

  /** Over what is there, which keeps its room. */
  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static void put(FileChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
