package mediaworker.http;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Where the server listens; the sentences of its problems say what to do. */
final class Listening {

  private static final int BACKLOG = 64;

  static {
    // Read once by the JDK's server: without the first, small answers wait for the client's
    // acknowledgement. The second is longer than browsers keep a connection that they do not use
    // (five minutes): the JDK's server may close an idle connection though a request has just come
    // by it. All of a request may take its time (maxReqTime), as a large file over a slow line
    // does: who stands still is let go by StallWatch.
    set("sun.net.httpserver.nodelay", "true");
    set("sun.net.httpserver.idleInterval", "330");
    set("sun.net.httpserver.maxReqHeaders", "100");
  }

  private Listening() {}

  /**
   * The address that is asked for.
   *
   * @throws HttpProblem when it is none of this machine's, or one that others can reach and there
   *     is no token
   */
  static InetAddress address(HttpSettings settings) throws HttpProblem {
    InetAddress bound;
    try {
      bound = InetAddress.getByName(settings.address());
    } catch (UnknownHostException e) {
      throw new HttpProblem(
          500, "http-address is " + settings.address() + ", which is no address of this machine.");
    }
    if (!bound.isLoopbackAddress() && settings.token().isEmpty()) {
      throw new HttpProblem(
          500,
          "http-address is "
              + settings.address()
              + ", which others can reach, so a token is needed: set HTTP_TOKEN in .env or the"
              + " environment, or leave http-address out.");
    }
    return bound;
  }

  /**
   * A server that listens and does not serve yet.
   *
   * @throws HttpProblem when the address or port cannot be had
   */
  static HttpServer at(InetAddress bound, HttpSettings settings) throws HttpProblem {
    String place = settings.address() + ":" + settings.port();
    try {
      return HttpServer.create(new InetSocketAddress(bound, settings.port()), BACKLOG);
    } catch (BindException e) {
      throw new HttpProblem(
          500,
          "The HTTP server cannot listen at "
              + place
              + ": the port is taken, or the address is not this machine's. Set http-port to"
              + " another port, or to 0 to do without it.");
    } catch (IOException e) {
      throw new HttpProblem(
          500, "The HTTP server cannot listen at " + place + ": " + Request.shown(e.toString()));
    }
  }

  private static void set(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
