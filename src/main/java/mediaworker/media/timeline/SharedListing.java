package mediaworker.media.timeline;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.process.ProcessRequest;

/**
 * Lists the packets of several files with one process. What FFmpeg says when something is amiss
 * does not tell of which file, so it is taken only where nothing is.
 */
final class SharedListing implements ProcessRequest.Stdout {

  private static final Pattern HEADER = Pattern.compile("^(#\\w+ )(\\d+)(:.*)");
  private static final Pattern ROW = Pattern.compile("^ *(\\d+)(,.*)");

  /** Where a stream of the list belongs. */
  private record Route(FrameListing listing, int stream) {}

  private final List<Route> routes = new ArrayList<>();

  private SharedListing() {}

  /**
   * Lists files.
   *
   * @param files each with pictures
   * @return a list for each; empty where FFmpeg complains about any of them
   */
  static Map<Path, FrameListing> of(Ffmpeg ffmpeg, List<MediaInfo> files, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    SharedListing shared = new SharedListing();
    Map<Path, FrameListing> listings = new LinkedHashMap<>();
    List<String> arguments = new ArrayList<>();
    List<String> maps = new ArrayList<>();
    for (MediaInfo info : files) {
      FrameListing listing = new FrameListing(count -> {});
      int input = listings.size();
      listings.put(info.file(), listing);
      arguments.addAll(Ffmpeg.input(info));
      maps.addAll(info.maps(input));
      shared.routes.add(new Route(listing, 0));
      if (info.sound().isPresent()) {
        shared.routes.add(new Route(listing, 1));
      }
    }
    arguments.addAll(maps);
    arguments.addAll(List.of("-c", "copy", "-copyinkf:v", "-f", "framecrc", "pipe:1"));
    try {
      return ffmpeg.runRaw(arguments, shared, cancellation).isEmpty() ? listings : Map.of();
    } catch (MediaException e) {
      if (e.kind() == MediaException.Kind.BAD_INPUT) {
        return Map.of();
      }
      throw e;
    }
  }

  @Override
  public void read(InputStream in, Runnable alive) throws IOException {
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      alive.run();
      Matcher row = ROW.matcher(line);
      if (row.find()) {
        Route route = routes.get(Integer.parseInt(row.group(1)));
        route.listing().line(route.stream() + row.group(2));
        continue;
      }
      Matcher header = HEADER.matcher(line);
      if (header.find()) {
        Route route = routes.get(Integer.parseInt(header.group(2)));
        route.listing().line(header.group(1) + route.stream() + header.group(3));
      }
    }
  }
}
