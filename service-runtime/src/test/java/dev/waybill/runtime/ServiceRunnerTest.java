package dev.waybill.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ServiceRunnerTest {
  private static final PrintStream NOWHERE =
      new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8);

  private final ServiceRunner runner = new ServiceRunner();
  private final List<String> closed = new CopyOnWriteArrayList<>();

  @Test
  void closesInReverseWhenAskedToStop() throws InterruptedException {
    Thread running = run(() -> closed.add("second"));
    assertThat(runner.stopWithin(Duration.ofSeconds(20))).isTrue();
    running.join();
    assertThat(closed).containsExactly("second", "first");
  }

  @Test
  void givesUpPartsThatDoNotClose() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    Thread running = run(never::await);
    assertThat(runner.stopWithin(Duration.ofMillis(200))).isFalse();
    never.countDown();
    running.join();
    assertThat(closed).containsExactly("first");
  }

  private Thread run(AutoCloseable second) throws InterruptedException {
    CountDownLatch started = new CountDownLatch(1);
    Thread thread =
        Thread.ofVirtual()
            .start(() ->
                ServiceRunner.run(
                    NOWHERE,
                    runner,
                    () -> {
                      runner.own(() -> closed.add("first"));
                      runner.own(second);
                      started.countDown();
                      runner.awaitStop();
                      return 0;
                    }));
    started.await();
    return thread;
  }
}
