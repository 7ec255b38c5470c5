package dev.waybill.runtime.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.function.Predicate;

/**
 * A socket that connects to allowed addresses only: the last line behind the resolver hook, which a
 * client might pass by for what it takes for a literal. It looks at the address before it dials,
 * and at the peer once it is connected, before a byte was sent.
 */
public final class GuardedSocket extends Socket {
  private final Predicate<InetAddress> allowed;

  /** A socket that is not connected yet. */
  public GuardedSocket(Predicate<InetAddress> allowed) {
    this.allowed = allowed;
  }

  @Override
  public void connect(SocketAddress endpoint, int timeout) throws IOException {
    if (!(endpoint instanceof InetSocketAddress address)
        || address.isUnresolved() // the JDK would look the name up itself, and nobody would vet it
        || !allowed.test(address.getAddress())) {
      throw new ForbiddenAddressException(host(endpoint));
    }
    super.connect(endpoint, timeout);
    InetAddress peer = getInetAddress();
    if (peer == null || !allowed.test(peer)) {
      close();
      throw new ForbiddenAddressException(host(endpoint));
    }
  }

  private static String host(SocketAddress endpoint) {
    return endpoint instanceof InetSocketAddress address ? address.getHostString() : "a host";
  }
}
