package dev.waybill.emitter.sending;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.runtime.net.AddressGuard;
import dev.waybill.runtime.net.AllowedPorts;
import dev.waybill.runtime.net.WebhookTargets;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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

  /** As large as an operation may be. */
  private static final byte[] LARGE = new byte[256 * 1024];

  /**
   * More than the kernel takes off our hands: who does not read it holds up the writing, too. For a
   * few only: it is far more than an event can have, and signing hundreds of these, by a compiler
   * without its intrinsics, would be what holds everybody up.
   */
  private static final byte[] HUGE = new byte[4 * 1024 * 1024];

  private static final int HUGE_ONES = 4;

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
      List<Future<End>> attempts = new ArrayList<>();
      for (int i = 0; i < RECEIVERS; i++) {
        Hostiles.Kind kind = hostiles.kind(i);
        byte[] body = body(kind, i / hostiles.kinds());
        attempts.add(calls.submit(() -> end(sender, kind, body)));
      }
      Future<List<Duration>> good = calls.submit(healthyCalls(sender, healthy));
      // In the middle: a collection at the end would delay the very ends that are measured.
      boolean ended = new CountDownLatch(1).await(TIMEOUT.toMillis() / 2, TimeUnit.MILLISECONDS);
      assertThat(ended).isFalse();
      long held = usedAfterCollection() - before;
      List<End> ends = new ArrayList<>();
      for (Future<End> attempt : attempts) {
        ends.add(attempt.get());
      }
      long after = usedAfterCollection() - before;
      print(ends);
      List<Duration> sorted = ends.stream().map(End::took).sorted().toList();
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
      assertThat(ends).allSatisfy(HostileReceiversTest::isOfItsKind);
      assertThat(endedEarly(ends)).containsAll(ending(ends));
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

  /**
   * How one attempt ended.
   *
   * @param took as whoever made it waited for it
   */
  private record End(Hostiles.Kind kind, WebhookReply reply, Duration took) {
    boolean isLate() {
      return reply instanceof WebhookReply.Failed failed
          && failed.cause() == WebhookReply.Cause.TIMEOUT;
    }
  }

  private static byte[] body(Hostiles.Kind kind, int numberOfItsKind) {
    if (!kind.readsNothing()) {
      return SMALL;
    }
    return numberOfItsKind < HUGE_ONES ? HUGE : LARGE;
  }

  private static End end(WebhookSender sender, Hostiles.Kind kind, byte[] body)
      throws InterruptedException {
    long begun = System.nanoTime();
    WebhookReply reply = sender.send(call(kind.url(), body));
    return new End(kind, reply, Duration.ofNanos(System.nanoTime() - begun));
  }

  /**
   * Or something else was measured than what the kind is there for. The others end before their
   * time, unless the cores have too much to do.
   */
  private static void isOfItsKind(End end) {
    assertThat(end.isLate() || !end.kind().lasts())
        .as("%s: %s", end.kind().name(), end.reply())
        .isTrue();
  }

  /** Those that a bound ends, or they themselves. */
  private static Set<String> ending(List<End> ends) {
    return ends.stream()
        .filter(end -> !end.kind().lasts())
        .map(end -> end.kind().name())
        .collect(Collectors.toSet());
  }

  private static Set<String> endedEarly(List<End> ends) {
    return ends.stream()
        .filter(end -> !end.isLate())
        .map(end -> end.kind().name())
        .collect(Collectors.toSet());
  }

  private static void print(List<End> ends) {
    Map<String, List<Duration>> byKind = new LinkedHashMap<>();
    for (End end : ends) {
      byKind.computeIfAbsent(end.kind().name(), name -> new ArrayList<>()).add(end.took());
    }
    byKind.forEach((name, took) -> {
      List<Duration> sorted = took.stream().sorted().toList();
      System.out.printf(
          "  %-16s %4d: p50 %s, p99 %s, longest %s%n",
          name, sorted.size(), at(sorted, 0.5), at(sorted, 0.99), sorted.getLast());
    });
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
}
