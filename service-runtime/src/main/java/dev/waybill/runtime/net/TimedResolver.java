package dev.waybill.runtime.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Bounds the time of a look-up. The system's resolver cannot be interrupted and blocks its thread,
 * so it runs on platform threads of its own, never on a virtual thread's carrier, and is left alone
 * when it takes too long: a subscriber with a tarpit for a name server holds none of our slots.
 * Thread-safe.
 */
public final class TimedResolver implements DnsResolver, AutoCloseable {
  private static final Duration KEEP_THREADS = Duration.ofSeconds(10);

  private final DnsResolver resolver;
  private final Duration timeout;
  private final ThreadPoolExecutor threads;

  /**
   * Bounds the look-ups of a resolver.
   *
   * @param timeout how long one is waited for
   * @param atOnce how many there may be, those included that nobody waits for any more; beyond that
   *     a name is as good as unknown
   */
  public TimedResolver(DnsResolver resolver, Duration timeout, int atOnce) {
    this.resolver = resolver;
    this.timeout = timeout;
    this.threads =
        new ThreadPoolExecutor(
            0,
            atOnce,
            KEEP_THREADS.toMillis(),
            TimeUnit.MILLISECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("webhook-dns-", 0).factory());
  }

  /** Bounds the look-ups of the system's resolver. */
  public static TimedResolver ofSystem(Duration timeout, int atOnce) {
    return new TimedResolver(SystemDefaultDnsResolver.INSTANCE, timeout, atOnce);
  }

  /** Too many look-ups are under way: that says nothing of the name. */
  public static final class BusyException extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    /** Names the host that was not looked up. */
    public BusyException(String host) {
      super(host);
    }
  }

  /**
   * Looks a name up.
   *
   * @throws BusyException if there are too many look-ups at the moment
   * @throws UnknownHostException if there is no such name, or no answer in time
   */
  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    try {
      Future<InetAddress[]> lookup = threads.submit(() -> resolver.resolve(host));
      return lookup.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownHostException unknown) {
        throw unknown;
      }
      throw unresolved(host, e);
    } catch (TimeoutException e) {
      throw unresolved(host, e);
    } catch (RejectedExecutionException e) {
      throw new BusyException(host);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unresolved(host, e);
    }
  }

  private static UnknownHostException unresolved(String host, Exception cause) {
    UnknownHostException unknown = new UnknownHostException(host);
    unknown.initCause(cause);
    return unknown;
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
