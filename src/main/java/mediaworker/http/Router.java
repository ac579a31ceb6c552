package mediaworker.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import mediaworker.jobs.StoreException;

/**
 * Finds who serves a request by its method and path. Filled before the server starts and never
 * changed then.
 */
public final class Router {

  /** Serves requests of one route, on many threads. */
  @FunctionalInterface
  public interface Handler {
    /**
     * Serves one.
     *
     * @throws HttpProblem with what is to be told the client
     * @throws StoreException when the database cannot do it
     */
    Reply handle(Request request)
        throws HttpProblem, StoreException, IOException, InterruptedException;
  }

  /**
   * A route.
   *
   * @param path its template: {@code /api/jobs/{id}/cancel}
   * @param open whether it is served without a token
   */
  public record Route(String method, String path, boolean open) {}

  /**
   * Who serves a request.
   *
   * @param values what stands in the path's variable places
   */
  record Match(Route route, Handler handler, Map<String, String> values) {}

  private record Entry(Route route, String[] parts, Handler handler) {}

  private final List<Entry> entries = new ArrayList<>();

  /** Adds a route for clients that have shown the token, where there is one. */
  public void add(String method, String path, Handler handler) {
    add(new Route(method, path, false), handler);
  }

  /** Adds a route that anybody may use. */
  public void addOpen(String method, String path, Handler handler) {
    add(new Route(method, path, true), handler);
  }

  private void add(Route route, Handler handler) {
    entries.add(new Entry(route, route.path().split("/", -1), handler));
  }

  /** All routes, in the order they were added. */
  public List<Route> routes() {
    return entries.stream().map(Entry::route).toList();
  }

  /** Who serves a path; HEAD is served as GET. Of several the one that was added first. */
  Optional<Match> find(String method, String path) {
    String wanted = method.equals("HEAD") ? "GET" : method;
    String[] parts = path.split("/", -1);
    for (Entry entry : entries) {
      if (entry.route().method().equals(wanted)) {
        Optional<Map<String, String>> values = values(entry.parts(), parts);
        if (values.isPresent()) {
          return Optional.of(new Match(entry.route(), entry.handler(), values.get()));
        }
      }
    }
    return Optional.empty();
  }

  /** The methods that a path is served for. */
  Set<String> methods(String path) {
    Set<String> methods = new TreeSet<>();
    String[] parts = path.split("/", -1);
    for (Entry entry : entries) {
      if (values(entry.parts(), parts).isPresent()) {
        methods.add(entry.route().method());
      }
    }
    return methods;
  }

  private static Optional<Map<String, String>> values(String[] template, String[] parts) {
    if (template.length != parts.length) {
      return Optional.empty();
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < parts.length; i++) {
      if (template[i].startsWith("{")) {
        if (parts[i].isEmpty()) {
          return Optional.empty();
        }
        values.put(template[i].substring(1, template[i].length() - 1), parts[i]);
      } else if (!template[i].equals(parts[i])) {
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }
}
