package dev.waybill.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PacedBodyTest {
  private long now;
  private int told;
  private final BodyWatch watch = new BodyWatch(() -> now);

  @Test
  void takesWhatComesAtAPaceHoweverLarge() throws IOException {
    byte[] sent = new byte[8 * 1024 * 1024];
    assertThat(read(sent, Duration.ofMillis(200), 16 * 1024)).hasSize(sent.length);
    assertThat(told).isEqualTo(sent.length);
    assertThat(read(new byte[3], Duration.ofSeconds(3), 1)).hasSize(3);
  }

  @Test
  void givesUpOnWhoSendsAByteNowAndThen() {
    long begun = now;
    assertThatThrownBy(() -> read(new byte[1_000], Duration.ofSeconds(2), 1))
        .isInstanceOf(IOException.class);
    assertThat(Duration.ofNanos(now - begun)).isLessThan(Duration.ofSeconds(13));
  }

  @Test
  void readsNoMoreThanAsked() throws IOException {
    assertThat(reader().read(new ByteArrayInputStream(new byte[100]), 10, count -> {})).hasSize(10);
  }

  @Test
  void endsAReadThatWaitsForBytesThatDoNotCome() {
    InputStream silent =
        new InputStream() {
          @Override
          public int read() throws IOException {
            now += Duration.ofMillis(10_300).toNanos();
            watch.round();
            assertThat(Thread.currentThread().isInterrupted()).as("in time").isFalse();
            now += Duration.ofMillis(200).toNanos();
            watch.round();
            assertThat(Thread.currentThread().isInterrupted()).as("too late").isTrue();
            throw new IOException("closed by the interrupt");
          }
        };
    assertThatThrownBy(() -> reader().read(silent, 10, count -> {}))
        .isInstanceOf(SocketTimeoutException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  /** A body of which a piece comes after each pause. */
  private byte[] read(byte[] sent, Duration pause, int piece) throws IOException {
    InputStream slow =
        new ByteArrayInputStream(sent) {
          @Override
          public synchronized int read(byte[] into, int from, int length) {
            now += pause.toNanos();
            return super.read(into, from, Math.min(length, piece));
          }
        };
    return reader().read(slow, Integer.MAX_VALUE, count -> told += count);
  }

  private PacedBody reader() {
    return new PacedBody(() -> now, Duration.ofSeconds(10), watch);
  }
}
