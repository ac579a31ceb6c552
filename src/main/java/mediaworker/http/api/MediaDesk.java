package mediaworker.http.api;

import java.io.IOException;
import java.nio.file.Path;
import mediaworker.http.HttpProblem;

/**
 * Files that rows name, and pictures made of them. Every method takes a path as rows have it and
 * refuses what rows may not read. Safe for use by many threads.
 */
public interface MediaDesk {

  /**
   * What a clip or picture is.
   *
   * @param seconds its length; 0 for a still picture
   * @param fps pictures a second; 0 for a still picture
   * @param alpha whether it has transparency
   */
  record Info(int width, int height, double seconds, double fps, boolean alpha) {}

  /**
   * A keyed picture.
   *
   * @param png with transparency
   * @param note the key colour that was found, and what is to be said of it
   */
  record Keyed(Picture png, String note) {}

  /** The file itself: a real path, links resolved. */
  Path file(String reference) throws HttpProblem, IOException, InterruptedException;

  /** A small picture of it. */
  Picture thumbnail(String reference) throws HttpProblem, IOException, InterruptedException;

  /** What it is. */
  Info info(String reference) throws HttpProblem, IOException, InterruptedException;

  /**
   * The picture at a time.
   *
   * @param seconds from the start; 0 for a still picture
   * @param small no larger than the page shows it
   * @return a PNG file that is kept until some others have been asked for
   */
  Path frame(String reference, double seconds, boolean small)
      throws HttpProblem, IOException, InterruptedException;

  /**
   * The picture at a time, keyed.
   *
   * @param settings JSON with the fields of {@code keying_settings}
   * @param view who looks at it: what is still being done for the same view is given up; empty for
   *     nobody in particular
   */
  Keyed key(String reference, double seconds, String settings, String view)
      throws HttpProblem, IOException, InterruptedException;

  /** A file that is being received. Closing it without publishing removes what has come. */
  interface Incoming extends AutoCloseable {

    /** The temporary file to write, which does not exist yet. */
    Path part();

    /**
     * Looks whether there is still room.
     *
     * @param more bytes that are to come, as far as is known; else 0
     * @throws HttpProblem when there is too little
     */
    void mustFit(long more) throws HttpProblem, IOException;

    /**
     * Gives the file its name, with a number where another has it.
     *
     * @return how rows name it: a path relative to the base folder where it lies below it
     */
    String publish() throws IOException;

    @Override
    void close();
  }

  /**
   * Begins to take a file.
   *
   * @param stem its name without extension, a plain one
   * @param extension without the dot
   * @param bytes how large it will be, as far as is known; else 0
   * @throws HttpProblem when there is too little room for it
   */
  Incoming receive(String stem, String extension, long bytes) throws HttpProblem, IOException;
}
