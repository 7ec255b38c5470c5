package dev.waybill.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimedResolverTest {
  private final CountDownLatch answer = new CountDownLatch(1);
  private final DnsResolver slow =
      new DnsResolver() {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
          if (host.equals("tarpit.example")) {
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
  void thatAllThreadsWaitSaysNothingOfANameAndIsTold() {
    assertThatThrownBy(() -> resolver.resolve("tarpit.example"))
        .isExactlyInstanceOf(UnknownHostException.class);
    assertThatThrownBy(() -> resolver.resolve("quick.example"))
        .isInstanceOf(TimedResolver.BusyException.class);
  }
}
