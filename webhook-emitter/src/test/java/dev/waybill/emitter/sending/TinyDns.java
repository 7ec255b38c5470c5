package dev.waybill.emitter.sending;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.InitialDirContext;
import org.apache.hc.client5.http.DnsResolver;

/**
 * A name server on loopback that answers every question for A with addresses that a test chooses
 * anew each time, to live for no second; and the resolver hook that asks it, over UDP, with the
 * JDK's own DNS client. (The system's resolver cannot be pointed to another port.)
 */
final class TinyDns implements DnsResolver, AutoCloseable {
  /** The addresses of the n-th answer, from 0. */
  interface Answers {
    List<String> of(int question);
  }

  private final DatagramSocket socket =
      new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  private final AtomicInteger questions = new AtomicInteger();
  private final Answers answers;

  TinyDns(Answers answers) throws IOException {
    this.answers = answers;
    Thread.ofPlatform().daemon().name("tiny-dns").start(this::serve);
  }

  int questions() {
    return questions.get();
  }

  private void serve() {
    byte[] buffer = new byte[512];
    try {
      while (true) {
        DatagramPacket question = new DatagramPacket(buffer, buffer.length);
        socket.receive(question);
        byte[] answer = answer(ByteBuffer.wrap(buffer, 0, question.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
      }
    } catch (IOException e) {
      return; // closed
    }
  }

  private byte[] answer(ByteBuffer question) throws UnknownHostException {
    int end = 12;
    while (question.get(end) != 0) {
      end += question.get(end) + 1;
    }
    end += 5; // the root label, type and class
    List<String> addresses = answers.of(questions.getAndIncrement());
    ByteBuffer out = ByteBuffer.allocate(512);
    out.putShort(question.getShort(0)).putShort((short) 0x8180).putShort((short) 1);
    out.putShort((short) addresses.size()).putInt(0);
    out.put(question.array(), 12, end - 12);
    for (String address : addresses) {
      out.putShort((short) 0xC00C).putShort((short) 1).putShort((short) 1).putInt(0);
      out.putShort((short) 4).put(InetAddress.ofLiteral(address).getAddress());
    }
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    List<InetAddress> found = new ArrayList<>();
    try {
      InitialDirContext dns = new InitialDirContext();
      NamingEnumeration<?> all =
          dns.getAttributes(
                  "dns://127.0.0.1:" + socket.getLocalPort() + "/" + host, new String[] {"A"})
              .get("A")
              .getAll();
      while (all.hasMore()) {
        found.add(InetAddress.ofLiteral((String) all.next()));
      }
      dns.close();
    } catch (NamingException e) {
      throw (UnknownHostException) new UnknownHostException(host).initCause(e);
    }
    return found.toArray(new InetAddress[0]);
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  @Override
  public void close() {
    socket.close();
  }
}
