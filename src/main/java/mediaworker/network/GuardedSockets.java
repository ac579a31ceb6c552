package mediaworker.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.function.Predicate;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sockets that connect only to addresses that a rule lets through.
 *
 * <p>The address is looked at when the connection is made, so it does not matter how it was written
 * (as a name, in figures, in octal) nor what a name server answered the time before.
 */
public final class GuardedSockets extends SocketFactory {

  /** A connection that was not made because the rule is against its address. */
  public static final class NotAllowedException extends IOException {
    private static final long serialVersionUID = 1L;

    NotAllowedException() {
      super("an address that is not allowed");
    }
  }

  private final Predicate<InetAddress> allowed;

  public GuardedSockets(Predicate<InetAddress> allowed) {
    this.allowed = allowed;
  }

  @Override
  public Socket createSocket() {
    return new GuardedSocket();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port), null);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return connected(
        new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port), null);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return connected(
        new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
  }

  private Socket connected(InetSocketAddress remote, @Nullable InetSocketAddress local)
      throws IOException {
    Socket socket = new GuardedSocket();
    try {
      if (local != null) {
        socket.bind(local);
      }
      socket.connect(remote);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private final class GuardedSocket extends Socket {

    GuardedSocket() {
      // Otherwise the system property socksProxyHost would send the connection elsewhere.
      super(Proxy.NO_PROXY);
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
      connect(endpoint, 0);
    }

    @Override
    public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
      if (endpoint instanceof InetSocketAddress internet
          && internet.getAddress() != null
          && !allowed.test(internet.getAddress())) {
        throw new NotAllowedException();
      }
      super.connect(endpoint, timeoutMillis);
    }
  }
}
