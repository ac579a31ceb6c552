package mediaworker.providers.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON on its way to the parser, with each text that is a base64 data URL (RFC 2397) taken out to a
 * file: a parser would hold it in memory several times over, and refuses texts above 20 MB.
 */
final class DataUrlStream extends InputStream {

  /** Of the names of its files. */
  static final String PREFIX = "data-";

  private static final int BUFFER_BYTES = 1 << 16;

  /** A media type and its parameters are shorter. */
  private static final int MOST_HEAD = 256;

  /** In JSON a slash may be escaped. */
  private static final Pattern HEAD =
      Pattern.compile("data:[\\w.+-]*(?:\\\\?/[\\w.+-]+)?(?:;[\\w=.-]+)*;base64,");

  /** A text that is no base64 after all, by the place of its quotation mark. */
  static final class BrokenException extends IOException {
    private static final long serialVersionUID = 1L;
    private final long place;

    BrokenException(long place, Throwable cause) {
      super("a data URL that cannot be read", cause);
      this.place = place;
    }

    long place() {
      return place;
    }
  }

  private final InputStream in;
  private final Path spool;
  private final String mark;
  private final Set<Long> leftAlone;
  private final List<Path> files = new ArrayList<>();
  private byte[] instead = new byte[0];
  private int sent;
  private long place = -1;
  private boolean inText;
  private boolean escaped;

  /**
   * A stream.
   *
   * @param spool where files go
   * @param mark stands before a file's name in the text that takes the place of the data URL
   * @param leftAlone places of texts that were found to be no base64
   */
  DataUrlStream(InputStream json, Path spool, String mark, Set<Long> leftAlone) {
    this.in = new BufferedInputStream(json, BUFFER_BYTES);
    this.spool = spool;
    this.mark = mark;
    this.leftAlone = Set.copyOf(leftAlone);
  }

  /** What was taken out so far. */
  List<Path> files() {
    return files;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  @Override
  public int read() throws IOException {
    if (sent < instead.length) {
      return instead[sent++];
    }
    int next = one();
    if (!inText) {
      if (next == '"') {
        inText = true;
        takeOut();
      }
    } else if (escaped) {
      escaped = false;
    } else if (next == '\\') {
      escaped = true;
    } else if (next == '"') {
      inText = false;
    }
    return next;
  }

  @Override
  public int read(byte[] target, int from, int most) throws IOException {
    return fill(this, target, from, most);
  }

  private static int fill(InputStream bytes, byte[] target, int from, int most) throws IOException {
    int count = 0;
    while (count < most) {
      int next = bytes.read();
      if (next < 0) {
        return count == 0 && most > 0 ? -1 : count;
      }
      target[from + count++] = (byte) next;
    }
    return count;
  }

  private int one() throws IOException {
    int next = in.read();
    place++;
    return next;
  }

  /** After a quotation mark that begins a text: where it is a data URL, another text is sent. */
  private void takeOut() throws IOException {
    long quote = place;
    in.mark(MOST_HEAD);
    String head = new String(in.readNBytes(MOST_HEAD), StandardCharsets.ISO_8859_1);
    in.reset();
    Matcher data = HEAD.matcher(head);
    if (!data.lookingAt() || leftAlone.contains(quote)) {
      return;
    }
    in.skipNBytes(data.end());
    place += data.end();
    Files.createDirectories(spool);
    Path file = Files.createTempFile(spool, PREFIX, ".bin");
    files.add(file);
    InputStream base64 = new TextStream();
    NotedWrites written = new NotedWrites(Files.newOutputStream(file));
    try (OutputStream out = written) {
      Base64.getMimeDecoder().wrap(base64).transferTo(out);
    } catch (IOException e) {
      written.throwIfFailed();
      throw new BrokenException(quote, e);
    }
    base64.transferTo(OutputStream.nullOutputStream());
    String text = JsonMapper.shared().writeValueAsString(mark + file.getFileName());
    instead = text.substring(1).getBytes(StandardCharsets.UTF_8);
    sent = 0;
    inText = false; // its closing mark is sent with it
  }

  /** What is left of a text, up to its closing quotation mark. */
  private final class TextStream extends InputStream {
    private boolean over;

    @Override
    public int read() throws IOException {
      if (over) {
        return -1;
      }
      int next = one();
      if (next == '\\') {
        int meant = one();
        next = meant == 'n' || meant == 'r' ? '\n' : meant;
        if (meant == 'u') {
          throw new IOException("an escaped character within base64");
        }
      } else if (next == '"' || next < 0) {
        over = true;
        return -1;
      }
      return next;
    }

    @Override
    public int read(byte[] target, int from, int most) throws IOException {
      return DataUrlStream.fill(this, target, from, most);
    }
  }
}
