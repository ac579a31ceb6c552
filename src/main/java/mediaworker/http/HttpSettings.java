package mediaworker.http;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * How the HTTP server is reached.
 *
 * @param address the address it listens at, as a name or in figures
 * @param port 1…65535, or 0 for any that is free
 * @param token what a client has to show; needed for any address that is not loopback
 * @param hosts further names under which browsers reach it, small letters
 * @param uploads where dropped files go, absolute
 * @param maxUploadBytes size at which an upload is refused
 * @param maxQueueSize jobs that may wait; 0 for any number
 */
public record HttpSettings(
    String address,
    int port,
    Optional<String> token,
    Set<String> hosts,
    Path uploads,
    long maxUploadBytes,
    int maxQueueSize) {

  public HttpSettings {
    hosts = Set.copyOf(hosts);
  }

  /** Tokens are not for printing. */
  @Override
  public String toString() {
    return "HttpSettings[" + address + ":" + port + "]";
  }
}
