package mediaworker.network;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Tells addresses of the public internet from those of this machine and its networks, so that a row
 * cannot have the worker fetch what only the worker can reach: a router's page, a cloud machine's
 * credentials.
 *
 * <p>Source: IANA's special-purpose address registries for IPv4 and IPv6 (RFC 6890 and successors).
 */
public final class PublicAddresses {

  private static final List<Block> SPECIAL_IPV4 =
      blocks(
          "0.0.0.0/8", // this network; Linux connects it to the machine itself
          "10.0.0.0/8", // private
          "100.64.0.0/10", // shared by a carrier's customers
          "127.0.0.0/8", // loopback
          "169.254.0.0/16", // link-local, cloud machines' credentials among them
          "172.16.0.0/12", // private
          "192.0.0.0/24", // protocol assignments
          "192.0.2.0/24", // documentation
          "192.88.99.0/24", // 6to4 relays, given up
          "192.168.0.0/16", // private
          "198.18.0.0/15", // benchmarks
          "198.51.100.0/24", // documentation
          "203.0.113.0/24", // documentation
          "224.0.0.0/4", // multicast
          "240.0.0.0/4"); // reserved, broadcast

  /** The only part of IPv6 that is given out for hosts of the internet. */
  private static final List<Block> GLOBAL_IPV6 = blocks("2000::/3");

  private static final List<Block> SPECIAL_IPV6 =
      blocks(
          "2001::/23", // protocol assignments, Teredo among them
          "2001:db8::/32", // documentation
          "2002::/16", // 6to4: holds an IPv4 address
          "3fff::/20"); // documentation

  /** NAT64: the last four bytes are the IPv4 address that is meant. */
  private static final List<Block> NAT64 = blocks("64:ff9b::/96");

  private PublicAddresses() {}

  /** Whether the address belongs to the public internet. */
  public static boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 4) {
      return !within(SPECIAL_IPV4, bytes);
    }
    if (within(NAT64, bytes)) {
      byte[] meant = {bytes[12], bytes[13], bytes[14], bytes[15]};
      return !within(SPECIAL_IPV4, meant);
    }
    return within(GLOBAL_IPV6, bytes) && !within(SPECIAL_IPV6, bytes);
  }

  private static boolean within(List<Block> blocks, byte[] address) {
    return blocks.stream().anyMatch(block -> block.contains(address));
  }

  private static List<Block> blocks(String... notations) {
    return List.of(notations).stream().map(Block::parse).toList();
  }

  /** All addresses that begin with the same bits. */
  private record Block(InetAddress first, int bits) {

    static Block parse(String notation) {
      String[] parts = notation.split("/");
      try {
        // An address in figures is not looked up anywhere.
        return new Block(InetAddress.getByName(parts[0]), Integer.parseInt(parts[1]));
      } catch (UnknownHostException e) {
        throw new IllegalStateException(notation, e);
      }
    }

    boolean contains(byte[] address) {
      byte[] start = first.getAddress();
      if (address.length != start.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % 8);
        if ((address[bit / 8] & mask) != (start[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
