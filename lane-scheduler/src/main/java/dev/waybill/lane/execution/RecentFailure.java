package dev.waybill.lane.execution;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The last thing that went wrong, shown for a while. Thread-safe. */
final class RecentFailure {
  private static final Duration SHOWS = Duration.ofSeconds(30);

  private record Failure(String sentence, long atNanos) {}

  private final AtomicReference<@Nullable Failure> last = new AtomicReference<>();

  void note(String sentence) {
    last.set(new Failure(sentence, System.nanoTime()));
  }

  /** The sentence, if it was noted less than half a minute ago. */
  Optional<String> sentence() {
    Failure failure = last.get();
    return failure != null && System.nanoTime() - failure.atNanos() < SHOWS.toNanos()
        ? Optional.of(failure.sentence())
        : Optional.empty();
  }
}
