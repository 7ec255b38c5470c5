package dev.waybill.runtime.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * A network in CIDR notation, for example {@code 10.0.0.0/8} or {@code fd00::/8}. Immutable.
 *
 * <p>A v4 network holds no v6 address and the other way round; mapped addresses are v4, as {@link
 * InetAddress} makes them.
 */
public final class Network {
  private final byte[] prefix;
  private final int bits;

  private Network(byte[] prefix, int bits) {
    this.prefix = prefix;
    this.bits = bits;
  }

  /**
   * Reads CIDR notation; an address alone is a network of itself.
   *
   * @throws IllegalArgumentException if it is not that, or has bits set beyond the prefix
   */
  public static Network parse(String cidr) {
    int slash = cidr.indexOf('/');
    byte[] address = literal(slash < 0 ? cidr : cidr.substring(0, slash), cidr);
    int bits = slash < 0 ? address.length * 8 : number(cidr.substring(slash + 1), cidr);
    if (bits > address.length * 8) {
      throw wrong(cidr, "the prefix is longer than the address");
    }
    Network network = new Network(address, bits);
    if (!Arrays.equals(network.masked(address), address)) {
      throw wrong(cidr, "bits are set beyond the prefix");
    }
    return network;
  }

  private static byte[] literal(String text, String cidr) {
    // Only what can be nothing but a literal gets to the JDK: it must never ask DNS here.
    boolean dotted = text.matches("\\d{1,3}(\\.\\d{1,3}){3}");
    if (!dotted && !(text.contains(":") && text.matches("[0-9A-Fa-f:.]+"))) {
      throw wrong(cidr, "it does not start with an address");
    }
    try {
      return InetAddress.getByName(text).getAddress();
    } catch (UnknownHostException e) {
      throw wrong(cidr, "it does not start with an address");
    }
  }

  private static int number(String text, String cidr) {
    if (!text.matches("\\d{1,3}")) {
      throw wrong(cidr, "the prefix is not a number");
    }
    return Integer.parseInt(text);
  }

  private static IllegalArgumentException wrong(String cidr, String why) {
    return new IllegalArgumentException(
        "'%s' is not a network such as 10.0.0.0/8 or fd00::/8: %s".formatted(cidr, why));
  }

  /** Whether the address is in this network. */
  public boolean holds(InetAddress address) {
    return holds(address.getAddress());
  }

  boolean holds(byte[] address) {
    return address.length == prefix.length && Arrays.equals(masked(address), prefix);
  }

  private byte[] masked(byte[] address) {
    byte[] masked = address.clone();
    for (int i = 0; i < masked.length; i++) {
      int keep = Math.clamp(bits - 8L * i, 0, 8);
      masked[i] = (byte) (masked[i] & (0xFF00 >> keep));
    }
    return masked;
  }

  @Override
  public String toString() {
    try {
      return InetAddress.getByAddress(prefix).getHostAddress() + "/" + bits;
    } catch (UnknownHostException e) {
      throw new IllegalStateException("neither 4 nor 16 bytes", e);
    }
  }
}
