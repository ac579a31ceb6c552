package mediaworker.assets;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import javax.net.SocketFactory;

/**
 * Keeps URLs of rows out of this machine and its private networks.
 *
 * <p>The rule is applied to the address a socket is about to connect to, so it holds for whatever
 * led there: a name, a number in any notation, a redirect, a name server that changes its mind.
 */
final class AddressRules extends SocketFactory {

  /** The address is not one of the public internet. */
  static final class RefusedAddress extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedAddress() {
      super("not a public address");
    }
  }

  private static final int IPV4_BYTES = 4;

  @Override
  public Socket createSocket() {
    return new Socket() {
      @Override
      public void connect(SocketAddress endpoint, int timeout) throws IOException {
        if (!(endpoint instanceof InetSocketAddress address)
            || address.getAddress() == null
            || !isPublic(address.getAddress())) {
          throw new RefusedAddress();
        }
        super.connect(endpoint, timeout);
      }
    };
  }

  /** Whether an address belongs to the public internet (IANA's special-purpose registries). */
  static boolean isPublic(InetAddress address) {
    if (address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address ? isPublic4(bytes) : isPublic6((Inet6Address) address);
  }

  private static boolean isPublic4(byte[] b) {
    int first = b[0] & 0xff;
    int second = b[1] & 0xff;
    return !(first == 0 // this network
        || first == 10
        || first == 127
        || (first == 100 && second >= 64 && second < 128) // carrier-grade NAT, RFC 6598
        || (first == 169 && second == 254)
        || (first == 172 && second >= 16 && second < 32)
        || (first == 192 && second == 168)
        || (first == 192 && second == 0 && (b[2] & 0xff) == 0) // protocol assignments
        || (first == 198 && (second == 18 || second == 19)) // benchmarks, RFC 2544
        || first >= 240); // reserved, broadcast
  }

  /** Addresses that carry an IPv4 one in them are judged by that. */
  private static boolean isPublic6(Inet6Address address) {
    byte[] b = address.getAddress();
    boolean uniqueLocal = (b[0] & 0xfe) == 0xfc;
    if (uniqueLocal) {
      return false;
    }
    boolean zeros = allZero(b, 0, 10);
    boolean mapped = zeros && (b[10] & b[11] & 0xff) == 0xff;
    boolean compatible = zeros && b[10] == 0 && b[11] == 0;
    boolean nat64 = b[0] == 0 && b[1] == 0x64 && (b[2] & 0xff) == 0xff && (b[3] & 0xff) == 0x9b;
    if (mapped || compatible || nat64) {
      return isPublic4(Arrays.copyOfRange(b, 16 - IPV4_BYTES, 16));
    }
    boolean sixToFour = b[0] == 0x20 && b[1] == 0x02;
    return !sixToFour || isPublic4(Arrays.copyOfRange(b, 2, 2 + IPV4_BYTES));
  }

  private static boolean allZero(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  private Socket connected(InetSocketAddress address) throws IOException {
    if (address.isUnresolved()) {
      throw new UnknownHostException(address.getHostString());
    }
    Socket socket = createSocket();
    socket.connect(address, 0);
    return socket;
  }
}
