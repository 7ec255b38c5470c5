package dev.waybill.api.auth;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An issuer's keys, kept for a while. A key that is not among them may be new, so they are fetched
 * again, but no more often than every so many seconds: tokens with invented key ids cost the issuer
 * little. What was fetched last is used on while the issuer does not answer. Thread-safe.
 */
final class FetchedKeys implements JWKSource<SecurityContext> {
  /** Older keys are fetched again: this is how long one that was withdrawn is still taken. */
  static final Duration FRESH = Duration.ofMinutes(5);

  /** At most one fetch within this. */
  static final Duration BETWEEN = Duration.ofSeconds(10);

  /** How old keys may get while the issuer does not answer. */
  static final Duration OUTAGE = Duration.ofHours(6);

  private static final Logger log = LoggerFactory.getLogger(FetchedKeys.class);

  private final Fetch fetch;
  private final LongSupplier nanos;
  private final ReentrantLock fetching = new ReentrantLock();
  private volatile @Nullable Known known;
  private volatile @Nullable Long tried;

  /** Asks the issuer. */
  @FunctionalInterface
  interface Fetch {
    /** All keys that are good now, within a bounded time. */
    JWKSet keys() throws IOException, ParseException;
  }

  /** Keys, and when they were fetched. */
  private record Known(JWKSet keys, long at) {}

  /**
   * Makes it; nothing is fetched yet.
   *
   * @param nanos a clock that never goes back, {@link System#nanoTime()}
   */
  FetchedKeys(Fetch fetch, LongSupplier nanos) {
    this.fetch = fetch;
    this.nanos = nanos;
  }

  /**
   * The keys that fit.
   *
   * @throws KeySourceException if there are none that may be used, and the issuer does not answer
   */
  @Override
  public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context)
      throws KeySourceException {
    Known before = known;
    if (before == null || age(before) > FRESH.toNanos()) {
      return selector.select(refreshed(before).keys());
    }
    List<JWK> fitting = selector.select(before.keys());
    return fitting.isEmpty() ? selector.select(refreshed(before).keys()) : fitting;
  }

  private Known refreshed(@Nullable Known before) throws KeySourceException {
    // Who has keys that may do does not wait for somebody else's fetch; who has none must.
    if (before == null || age(before) > OUTAGE.toNanos()) {
      fetching.lock();
    } else if (!fetching.tryLock()) {
      return before;
    }
    try {
      Known now = known;
      if (Objects.equals(now, before) && mayTry()) {
        tried = nanos.getAsLong();
        now = fetched(now);
      }
      if (now == null || age(now) > OUTAGE.toNanos()) {
        throw new KeySourceException("the issuer's keys could not be fetched");
      }
      return now;
    } finally {
      fetching.unlock();
    }
  }

  private @Nullable Known fetched(@Nullable Known before) {
    try {
      Known fetched = new Known(fetch.keys(), nanos.getAsLong());
      known = fetched;
      return fetched;
    } catch (IOException | ParseException e) {
      log.warn(
          "the issuer's keys could not be fetched: kept={} reason={}",
          before == null ? 0 : before.keys().size(),
          e.toString());
      log.debug("the issuer's keys could not be fetched", e);
      return before;
    }
  }

  private boolean mayTry() {
    Long last = tried;
    return last == null || nanos.getAsLong() - last >= BETWEEN.toNanos();
  }

  private long age(Known one) {
    return nanos.getAsLong() - one.at();
  }
}
