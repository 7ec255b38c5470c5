package dev.waybill.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimedResolverTest {
  private final CountDownLatch answer = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();
  private final DnsResolver slow =
      new DnsResolver() {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
          asked.incrementAndGet();
          if (host.endsWith("tarpit.example")) {
            try {
              answer.await();
            } catch (InterruptedException e) {
              throw new UnknownHostException("interrupted");
            }
          }
          return new InetAddress[] {InetAddress.getLoopbackAddress()};
        }

        @Override
        public String resolveCanonicalHostname(String host) {
          return host;
        }
      };
  private final TimedResolver resolver = new TimedResolver(slow, Duration.ofMillis(50), 1);

  @AfterEach
  void end() {
    answer.countDown();
    resolver.close();
  }

  @Test
  void aNameServerThatDoesNotAnswerIsLeftAlone() throws Exception {
    try (TimedResolver two = new TimedResolver(slow, Duration.ofMillis(50), 2)) {
      assertThatThrownBy(() -> two.resolve("tarpit.example"))
          .isExactlyInstanceOf(UnknownHostException.class);
      assertThat(two.resolve("quick.example")).hasSize(1);
    }
  }

  @Test
  void theNamesOfOneDomainHaveAnEighthOfTheThreads() throws Exception {
    try (TimedResolver many = new TimedResolver(slow, Duration.ofMillis(50), 16)) {
      for (int i = 0; i < 2; i++) {
        String name = i + ".tarpit.example";
        assertThatThrownBy(() -> many.resolve(name))
            .isExactlyInstanceOf(UnknownHostException.class);
      }
      assertThatThrownBy(() -> many.resolve("2.tarpit.example"))
          .isInstanceOf(TimedResolver.BusyException.class);
      assertThat(many.resolve("quick.other")).hasSize(1);
    }
  }

  @Test
  void whoHasAnAnswerAndAsksAgainGetsANewOne() throws Exception {
    try (TimedResolver many = new TimedResolver(slow, Duration.ofSeconds(5), 16)) {
      for (int i = 1; i <= 20_000; i++) {
        many.resolve("quick.example");
        assertThat(asked).hasValue(i);
      }
    }
  }

  @Test
  void whoAsksForANameThatIsLookedUpWaitsForThatAnswer() throws Exception {
    try (TimedResolver one = new TimedResolver(slow, Duration.ofMillis(50), 1)) {
      for (int i = 0; i < 5; i++) {
        assertThatThrownBy(() -> one.resolve("Tarpit.example"))
            .isExactlyInstanceOf(UnknownHostException.class);
      }
      assertThat(asked).hasValue(1);
    }
  }

  @Test
  void thatAllThreadsWaitSaysNothingOfANameAndIsTold() {
    assertThatThrownBy(() -> resolver.resolve("tarpit.example"))
        .isExactlyInstanceOf(UnknownHostException.class);
    assertThatThrownBy(() -> resolver.resolve("quick.example"))
        .isInstanceOf(TimedResolver.BusyException.class);
  }
}
