package mediaworker.providers.http;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Remembers that writing failed, so that a full disk is not taken for something wrong with what is
 * written. For one thread.
 */
final class NotedWrites extends FilterOutputStream {

  private @Nullable IOException failure;

  NotedWrites(OutputStream out) {
    super(out);
  }

  /** Throws again what writing has thrown. */
  void throwIfFailed() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void write(int one) throws IOException {
    try {
      out.write(one);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    try {
      out.write(bytes, from, count);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      out.close();
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }
}
