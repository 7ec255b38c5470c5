package dev.waybill.runtime.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tells which addresses may be called on a partner's behalf: public unicast only, and whatever an
 * operator opened. Pure and immutable: it judges addresses and resolves nothing.
 *
 * <p>Judge the very addresses that are dialled, never a name or a text: spellings of an address are
 * endless, its bytes are not, and a second look-up may say something else (DNS rebinding).
 */
public final class AddressGuard {
  private static final List<Network> CLOSED_V4 =
      networks(
          "0.0.0.0/8", // this host
          "10.0.0.0/8", // private
          "100.64.0.0/10", // carrier-grade NAT
          "127.0.0.0/8", // loopback
          "169.254.0.0/16", // link-local, metadata services
          "172.16.0.0/12", // private
          "192.0.0.0/24", // protocol assignments
          "192.0.2.0/24", // documentation
          "192.88.99.0/24", // 6to4 relays
          "192.168.0.0/16", // private
          "198.18.0.0/15", // benchmarking
          "198.51.100.0/24", // documentation
          "203.0.113.0/24", // documentation
          "224.0.0.0/4", // multicast
          "240.0.0.0/4"); // reserved, broadcast

  /** The only v6 range that is in use as public unicast; all that is not in it is closed. */
  private static final Network PUBLIC_V6 = Network.parse("2000::/3");

  private static final List<Network> CLOSED_V6 =
      networks(
          "2001::/23", // Teredo and other protocol assignments
          "2001:db8::/32", // documentation
          "2002::/16", // 6to4: holds a v4 address that nobody vetted
          "3fff::/20"); // documentation

  /** NAT64: a v4 address in its last four bytes, and that one is what gets called. */
  private static final Network NAT64 = Network.parse("64:ff9b::/96");

  private final List<Network> opened;

  private AddressGuard(List<Network> opened) {
    this.opened = List.copyOf(opened);
  }

  /** A guard that lets public addresses through and nothing else. */
  public static AddressGuard publicOnly() {
    return new AddressGuard(List.of());
  }

  /**
   * A guard that also lets through what is in these networks.
   *
   * @param cidrs for example {@code 127.0.0.0/8}, {@code ::1/128}
   * @throws IllegalArgumentException if one is not CIDR notation
   */
  public static AddressGuard opening(List<String> cidrs) {
    return new AddressGuard(cidrs.stream().map(String::strip).map(Network::parse).toList());
  }

  /** Whether this address may be called. */
  public boolean allows(InetAddress address) {
    return isOpened(address) || isPublic(address);
  }

  /** Whether an operator opened this address: there, plain {@code http} is good enough. */
  public boolean isOpened(InetAddress address) {
    InetAddress called = called(address);
    return opened.stream().anyMatch(network -> network.holds(called) || network.holds(address));
  }

  /**
   * Lets a resolver's answer through, or none of it: a name with one forbidden address is refused
   * as a whole, or whoever owns it could try until the other one is dialled. So is a number that is
   * not written as addresses are, for readers differ on what it means.
   *
   * @throws ForbiddenAddressException if it is not to be called
   * @throws UnknownHostException if there is no address
   */
  public InetAddress[] vet(String host, InetAddress... resolved) throws UnknownHostException {
    if (resolved.length == 0) {
      throw new UnknownHostException(host);
    }
    if (isAmbiguous(host, resolved[0]) || !Arrays.stream(resolved).allMatch(this::allows)) {
      throw new ForbiddenAddressException(host);
    }
    return resolved;
  }

  /** Such as 0177.0.0.1, which is 127.0.0.1 to some readers and 177.0.0.1 to others. */
  private static boolean isAmbiguous(String host, InetAddress resolved) {
    return host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'))
        && !host.equals(resolved.getHostAddress());
  }

  private static boolean isPublic(InetAddress address) {
    byte[] bytes = called(address).getAddress();
    if (bytes.length == 4) {
      return CLOSED_V4.stream().noneMatch(network -> network.holds(bytes));
    }
    return PUBLIC_V6.holds(bytes) && CLOSED_V6.stream().noneMatch(network -> network.holds(bytes));
  }

  /** The address that gets called in the end: the v4 one behind NAT64, else the same. */
  private static InetAddress called(InetAddress address) {
    if (!NAT64.holds(address)) {
      return address;
    }
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), 12, 16));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  private static List<Network> networks(String... cidrs) {
    return Stream.of(cidrs).map(Network::parse).toList();
  }
}
