package dev.waybill.emitter.sending;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.runtime.net.AddressGuard;
import dev.waybill.runtime.net.AllowedPorts;
import dev.waybill.runtime.net.WebhookTargets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.Test;

/**
 * Receivers that would hold us up, all at once. A hundred of them and a short timeout here; {@code
 * -Dwaybill.hostile.receivers=1000 -Dwaybill.hostile.timeout_ms=5000} is the long form.
 */
class HostileReceiversTest {
  private static final int RECEIVERS = Integer.getInteger("waybill.hostile.receivers", 100);
  private static final Duration TIMEOUT =
      Duration.ofMillis(Integer.getInteger("waybill.hostile.timeout_ms", 1_000));
  private static final int HEALTHY_CALLS = 200;
  private static final long MIB = 1024L * 1024;
  private static final byte[] SMALL = "{}".getBytes(UTF_8);

  /** More than the kernel takes off our hands: who does not read it holds up the writing, too. */
  private static final byte[] LARGE = new byte[4 * 1024 * 1024];

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @Test
  void endInTimeAndCostNeitherMemoryNorTheHealthy() throws Exception {
    try (Hostiles hostiles = new Hostiles();
        RawReceiver healthy = RawReceiver.answering(OK);
        WebhookSender sender = sender();
        ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor()) {
      // Classes are loaded now, and cost no time later.
      healthyCalls(sender, healthy).call();
      List<Duration> alone = healthyCalls(sender, healthy).call();
      long before = usedAfterCollection();
      List<Future<WebhookReply>> attempts = new ArrayList<>();
      for (int i = 0; i < RECEIVERS; i++) {
        URI url = hostiles.url(i);
        byte[] body = hostiles.readsNothing(i) ? LARGE : SMALL;
        attempts.add(calls.submit(() -> sender.send(call(url, body))));
      }
      Future<List<Duration>> good = calls.submit(healthyCalls(sender, healthy));
      // In the middle: a collection at the end would delay the very ends that are measured.
      boolean ended = new CountDownLatch(1).await(TIMEOUT.toMillis() / 2, TimeUnit.MILLISECONDS);
      assertThat(ended).isFalse();
      long held = usedAfterCollection() - before;
      List<Duration> ends = new ArrayList<>();
      for (Future<WebhookReply> attempt : attempts) {
        ends.add(attempt.get().took());
      }
      long after = usedAfterCollection() - before;
      List<Duration> sorted = ends.stream().sorted().toList();
      System.out.printf(
          "hostile receivers: %d, p99 %s, longest %s; heap in the middle %+d KiB, after %+d KiB;"
              + " healthy p50 and p99 %s and %s, alone %s and %s%n",
          RECEIVERS,
          at(sorted, 0.99),
          sorted.getLast(),
          held / 1024,
          after / 1024,
          at(good.get(), 0.5),
          at(good.get(), 0.99),
          at(alone, 0.5),
          at(alone, 0.99));
      assertThat(at(sorted, 0.99)).isLessThan(TIMEOUT.plusMillis(100));
      assertThat(sorted.getLast()).isLessThan(TIMEOUT.plusSeconds(1));
      assertThat(held).isLessThan(64 * MIB);
      assertThat(after).isLessThan(64 * MIB);
      assertThat(good.get()).hasSize(HEALTHY_CALLS);
      // Beside receivers that write without end, in this process and on its cores.
      assertThat(at(good.get(), 0.5)).isLessThan(harmless(at(alone, 0.5), 20));
      assertThat(at(good.get(), 0.99)).isLessThan(harmless(at(alone, 0.99), 250));
    }
  }

  private static Callable<List<Duration>> healthyCalls(WebhookSender sender, RawReceiver healthy) {
    return () -> {
      List<Duration> took = new ArrayList<>();
      for (int i = 0; i < HEALTHY_CALLS; i++) {
        WebhookReply reply = sender.send(call(healthy.url("/")));
        assertThat(reply).isInstanceOf(WebhookReply.Answered.class);
        took.add(reply.took());
      }
      return took.stream().sorted().toList();
    };
  }

  /** A fifth more, and what the cores are busy with. */
  private static Duration harmless(Duration alone, int busyMs) {
    return alone.multipliedBy(6).dividedBy(5).plusMillis(busyMs);
  }

  private static Duration at(List<Duration> sorted, double quantile) {
    return sorted.get((int) Math.ceil(quantile * sorted.size()) - 1);
  }

  private static long usedAfterCollection() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static WebhookSender sender() {
    return new WebhookSender(
        new SenderSettings(
            new WebhookTargets(AddressGuard.opening(List.of("127.0.0.0/8")), AllowedPorts.all()),
            SystemDefaultDnsResolver.INSTANCE,
            InstantSource.system(),
            "Waybill/test",
            2 * RECEIVERS + 10,
            Duration.ofSeconds(3)));
  }

  private static WebhookCall call(URI url) {
    return call(url, SMALL);
  }

  private static WebhookCall call(URI url, byte[] body) {
    return new WebhookCall(
        url,
        "0198c0de-0000-7000-8000-000000000001",
        "resource_operation.succeeded",
        1,
        body,
        Map.of(),
        List.of(SigningKey.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")),
        TIMEOUT);
  }

  /** One of each kind; each takes any number of connections at once. */
  private static final class Hostiles implements AutoCloseable {
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<URI> urls = new ArrayList<>();
    private final List<Socket> accepted = new CopyOnWriteArrayList<>();
    private final int readsNothing;

    Hostiles() throws Exception {
      add(out -> drip(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"));
      add(out -> drip(out, "")); // not even a whole head
      add(out -> endless(out, "HTTP/1.1 200 OK\r\nContent-Length: 2000000000\r\n\r\n", "x"));
      add(out -> endless(out, "HTTP/1.1 200 OK\r\n", "X-Filler: " + "y".repeat(1_000) + "\r\n"));
      add(out -> endless(out, "HTTP/1.1 200 OK\r\nX-Long: ", "z"));
      add(out -> endless(out, "", "HTTP/1.1 103 Early Hints\r\n\r\n"));
      byte[] bomb = bomb();
      add(out -> {
        out.write(
            ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
                    .formatted(bomb.length))
                .getBytes(ISO_8859_1));
        out.write(bomb);
      });
      add(out -> new CountDownLatch(1).await());
      add(OutputStream::close);
      addReset("");
      addReset("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf of it");
      readsNothing = urls.size();
      ServerSocket deaf = new ServerSocket(0, 2_000, InetAddress.getLoopbackAddress());
      deaf.setReceiveBufferSize(4_096);
      open.add(deaf);
      Thread.ofPlatform().daemon().start(() -> acceptAll(deaf));
      urls.add(URI.create("http://127.0.0.1:" + deaf.getLocalPort() + "/"));
      ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      open.add(full);
      urls.add(URI.create("http://127.0.0.1:" + full.getLocalPort() + "/"));
    }

    private void add(RawReceiver.Answer answer) throws Exception {
      RawReceiver receiver = new RawReceiver(answer);
      open.add(receiver);
      urls.add(receiver.url("/"));
    }

    /** Takes connections, and nothing of what comes by them. */
    private void acceptAll(ServerSocket deaf) {
      try {
        while (true) {
          accepted.add(deaf.accept());
        }
      } catch (IOException e) {
        return; // closed
      }
    }

    /** Ends by RST and not by FIN, after some bytes. */
    private void addReset(String first) throws Exception {
      Map<OutputStream, Socket> sockets = new ConcurrentHashMap<>();
      ServerSocket server = new ServerSocket(0, 2_000, InetAddress.getLoopbackAddress());
      RawReceiver receiver =
          new RawReceiver(
              server,
              socket -> sockets.put(output(socket), socket),
              out -> {
                out.write(first.getBytes(ISO_8859_1));
                out.flush();
                Socket socket = sockets.remove(out);
                socket.setSoLinger(true, 0);
                socket.close();
              });
      open.add(receiver);
      urls.add(receiver.url("/"));
    }

    private static OutputStream output(Socket socket) {
      try {
        return socket.getOutputStream();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    boolean readsNothing(int i) {
      return i % urls.size() == readsNothing;
    }

    URI url(int i) {
      return urls.get(i % urls.size());
    }

    private static void drip(OutputStream out, String head) throws Exception {
      out.write(head.getBytes(ISO_8859_1));
      while (true) {
        out.write('x');
        out.flush();
        LockSupport.parkNanos(20_000_000);
      }
    }

    private static void endless(OutputStream out, String head, String again) throws Exception {
      out.write(head.getBytes(ISO_8859_1));
      byte[] chunk = again.repeat(Math.max(1, 8_192 / again.length())).getBytes(ISO_8859_1);
      while (true) {
        out.write(chunk);
      }
    }

    /** 64 MiB of nothing, in 64 KiB. */
    private static byte[] bomb() throws Exception {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
        byte[] nothing = new byte[(int) MIB];
        for (int i = 0; i < 64; i++) {
          gzip.write(nothing);
        }
      }
      return bytes.toByteArray();
    }

    @Override
    public void close() throws Exception {
      for (AutoCloseable receiver : open) {
        receiver.close();
      }
      for (Socket socket : accepted) {
        socket.close();
      }
    }
  }
}
