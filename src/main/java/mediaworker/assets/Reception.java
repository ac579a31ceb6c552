package mediaworker.assets;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import mediaworker.concurrent.Cancellation;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Receives one file: writes what comes, and where it breaks off asks for what is missing, if need
 * be a few times and ever later. Used by one thread.
 */
final class Reception {

  /** How often the rest is asked for. */
  private static final int MOST_RESUMES = 5;

  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

  /** Who is to wait longer than this waits as a job of the queue, which holds no thread. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private static final int BUFFER_BYTES = 1 << 16;

  private final DownloadLimits limits;
  private final Function<Request, Call> calls;
  private final Pause pause;
  private final ContentCoding coding;

  /**
   * @param coding of the first answer; one that is decoded is not put together of parts
   * @param calls makes the calls that ask for a rest
   * @param pause waits for a server that is busy
   */
  Reception(
      DownloadLimits limits, ContentCoding coding, Function<Request, Call> calls, Pause pause) {
    this.limits = limits;
    this.coding = coding;
    this.calls = calls;
    this.pause = pause;
  }

  /**
   * What came of one answer.
   *
   * @param total bytes of all answers so far
   * @param broken what is wrong where it is not the whole; null when it came to its end
   * @param fruitless answers in a row that brought nothing
   * @param asked how long the server asks to wait; null where it does not say
   */
  private record Part(
      long total, @Nullable AssetException broken, int fruitless, @Nullable Duration asked) {

    /** After one more answer that brought nothing. */
    Part fruitless(AssetException fault, @Nullable Duration asked) {
      return new Part(total, fault, fruitless + 1, asked);
    }
  }

  /**
   * Writes a file.
   *
   * @param first the first answer, whose request is sent again for the rest
   * @return its size in bytes
   * @throws AssetException when it cannot be had whole
   * @throws IOException when it cannot be written
   */
  long receive(Response first, Path file) throws AssetException, IOException, InterruptedException {
    RestRequest rest = coding == ContentCoding.PLAIN ? RestRequest.after(first) : null;
    try (OutputStream out = Files.newOutputStream(file)) {
      Part part = copy(first, out, new Part(0, null, 0, null));
      for (int left = MOST_RESUMES; part.broken() != null; left--) {
        if (rest == null || left == 0 || part.total() == 0 || !awaited(part)) {
          throw part.broken();
        }
        part = next(rest, out, part);
      }
      return part.total();
    }
  }

  /** Waits where the answer before brought nothing; false where that would take too long. */
  private boolean awaited(Part part) throws InterruptedException {
    Duration wait = Duration.ZERO;
    if (part.fruitless() > 0) {
      wait = FIRST_WAIT.multipliedBy(1L << (part.fruitless() - 1));
      if (part.asked() != null && part.asked().compareTo(wait) > 0) {
        wait = part.asked();
      }
    }
    if (wait.compareTo(LONGEST_WAIT) > 0 || wait.compareTo(limits.left()) >= 0) {
      return false;
    }
    if (!wait.isZero()) {
      pause.of(wait, limits.cancellation());
    }
    return true;
  }

  private Part next(RestRequest rest, OutputStream out, Part before)
      throws AssetException, IOException, InterruptedException {
    Call call = calls.apply(rest.from(before.total()));
    try (Cancellation.Registration stop = limits.cancellation().onCancel(call::cancel)) {
      Response response;
      try {
        response = call.execute();
      } catch (IOException e) {
        AssetException fault = limits.failure(rest.url(), e);
        if (!fault.worthRetrying()) {
          throw fault;
        }
        return before.fruitless(fault, null);
      }
      try (response) {
        return next(rest, response, out, before);
      }
    }
  }

  private Part next(RestRequest rest, Response response, OutputStream out, Part before)
      throws AssetException, IOException, InterruptedException {
    if (rest.isAnswered(response, before.total())) {
      return copy(response, out, before);
    }
    AssetException fault = NetworkFaults.of(rest.url(), response);
    if (response.isSuccessful() || !fault.worthRetrying()) {
      // Its file is another one by now, or no longer there for us: the next attempt will tell.
      throw Objects.requireNonNull(before.broken());
    }
    return before.fruitless(fault, NetworkFaults.retryAfter(response));
  }

  /** Counts what comes, for the announced length may be missing or wrong. */
  private Part copy(Response response, OutputStream out, Part before)
      throws AssetException, IOException, InterruptedException {
    HttpUrl url = response.request().url();
    byte[] buffer = new byte[BUFFER_BYTES];
    long total = before.total();
    InputStream in = null;
    while (true) {
      int count;
      try {
        if (in == null) {
          in = coding.decoded(response.body().byteStream());
        }
        count = in.read(buffer);
      } catch (IOException e) {
        // Apart from writing: a network's fault and a full disk are different news.
        AssetException fault = limits.failure(url, e);
        return total > before.total()
            ? new Part(total, fault, 0, null)
            : before.fruitless(fault, null);
      }
      if (count < 0) {
        return new Part(total, null, 0, null);
      }
      total += count;
      if (limits.exceededBy(total)) {
        throw limits.tooLarge(url);
      }
      out.write(buffer, 0, count);
    }
  }
}
